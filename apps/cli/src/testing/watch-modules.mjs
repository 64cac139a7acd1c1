// Preloaded into a run of the command: writes down every module that is imported, and whether a socket is opened.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { Socket } from 'node:net';

const file = process.env.BREBAJE_TEST_MODULES;
const note = (text) => appendFileSync(file, `${text}\n`);

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    if (context.parentURL) note(resolved.url);
    return resolved;
  },
});
Socket.prototype.connect = () => {
  note('connected');
  throw new Error('no network in this test');
};
