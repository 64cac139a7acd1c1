/**
 * A server in a process of its own whose clock is a file's: what only a program can ask of a server, and no option.
 * Usage: clocked-server.ts serve --data <folder> --port <port> … --clock <file> [--options <file>]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { defaults } from '@brebaje/server/config/options';
import { startServer } from '@brebaje/server/serve';
import { pino } from 'pino';
import { readClock } from './clock.ts';

const { values } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    data: { type: 'string' },
    port: { type: 'string' },
    clock: { type: 'string' },
    options: { type: 'string' },
  },
});
const { operatorLink } = await startServer(
  {
    ...defaults(),
    data: String(values.data),
    host: ['127.0.0.1'],
    port: Number(values.port),
    operatorPort: 0,
    threads: 1,
    ceremonySizes: '4,3',
    drandUrls: [],
    ...(values.options ? JSON.parse(readFileSync(String(values.options), 'utf8')) : {}),
  },
  {
    clock: () => readClock(readFileSync(String(values.clock), 'utf8')),
    // Several rounds between two steps of the clock, which would count as a stall of the server otherwise.
    sweepEvery: 200,
    log: pino({ level: 'error' }),
  },
);
process.stderr.write(`${operatorLink ?? ''}\nCtrl-C stops it\n`);
