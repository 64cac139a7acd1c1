/**
 * A server in a process of its own whose beacons are those of a key that tests have, on a clock that is ahead: what
 * only a program can ask of a server, and no option.
 * Usage: drand-server.ts serve --data <folder> --port <port> … --ahead <milliseconds>
 */
import { parseArgs } from 'node:util';
import { defaults } from '@brebaje/server/config/options';
import { startServer } from '@brebaje/server/serve';
import { pino } from 'pino';
import { TEST_DRAND } from '../support/fake-drand.ts';

const { values } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { data: { type: 'string' }, port: { type: 'string' }, ahead: { type: 'string' } },
});
const ahead = Number(values.ahead);
await startServer(
  {
    ...defaults(),
    data: String(values.data),
    host: ['127.0.0.1'],
    port: Number(values.port),
    operatorPort: 0,
    threads: 1,
    ceremonySizes: '4,3',
    drandUrls: [],
  },
  { drand: TEST_DRAND, clock: () => Date.now() + ahead, log: pino({ level: 'error' }) },
);
process.stderr.write('Ctrl-C stops it\n');
