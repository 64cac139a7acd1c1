/**
 * A server in a process of its own whose clock is a file's, and whose beacons are those of a key that tests have when
 * they say so: what only a program can ask of a server, and no option.
 * Usage: clocked-server.ts serve --data <folder> --port <port> … --clock <file> [--options <file>] [--test-drand]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { defaults } from '@brebaje/server/config/options';
import { startServer } from '@brebaje/server/serve';
import { pino } from 'pino';
import { readClock } from './clock.ts';
import { TEST_DRAND } from './fake-drand.ts';

const { values } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    data: { type: 'string' },
    port: { type: 'string' },
    clock: { type: 'string' },
    options: { type: 'string' },
    'test-drand': { type: 'boolean' },
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
    ...(values['test-drand'] ? { drand: TEST_DRAND } : {}),
  },
);
process.stderr.write(`${operatorLink ?? ''}\nCtrl-C stops it\n`);
