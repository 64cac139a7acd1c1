/** Clients in other languages: blst in Rust (bench/native), and the peer in Go of the tests, on gnark-crypto. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { buildGoPeer } from '../../tests/interop/go-peer.ts';
import { BLST, startNative } from '../curves/native.ts';
import { endedChildrenMillis, KNOWS_PROCESSES } from '../process-time.ts';
import { type Rival, secretOf } from './rival.ts';

const RUN_MILLIS = 600_000;
const OPERATION = 'ethereum-batch';
/** More than a batch has. */
const SECRETS = 16;

export async function createBlst(): Promise<Rival | { missing: string }> {
  const program = await startNative(BLST);
  if ('missing' in program) return program;
  const scalars = Buffer.concat(Array.from({ length: SECRETS }, (_, index) => secretOf(index)));
  return {
    name: 'blst',
    note: 'native, subgroup checks on all points',
    contribute: (points) => program.ask(OPERATION, { count: 1, points, second: new Uint8Array(), scalars }),
    cpuMicros: program.cpuMicros,
    close: program.close,
  };
}

/**
 * The whole client as it is: it asks a sequencer for the state and posts its contribution, once per process. Its
 * time is the process's own, from its start to its end; what travels over the loopback is a part of that.
 */
export async function createGoClient(): Promise<Rival | { missing: string }> {
  if (!KNOWS_PROCESSES) return { missing: 'its processor time is not told here' };
  // It starts as many threads as it may use.
  process.env.GOMAXPROCS = '1';
  const peer = await buildGoPeer({ timeout: RUN_MILLIS });
  if ('missing' in peer) return peer;
  return {
    name: 'Go client',
    note: 'native (gnark-crypto), subgroup checks on all points, HTTP',
    random: true,
    async contribute(json) {
      let posted: Uint8Array | undefined;
      const server = createServer(async (request, response) => {
        const body = await buffer(request);
        if (request.url === '/contribute') posted = body;
        response.end(request.url === '/contribute' ? '{}' : json);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { code, err } = await peer(
        'contribute',
        `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        'session',
      );
      server.close();
      if (code !== 0 || !posted) throw new Error(`the Go client failed: ${err}`);
      return posted;
    },
    cpuMicros: () => 1000 * endedChildrenMillis(),
  };
}
