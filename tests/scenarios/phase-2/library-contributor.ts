/** Somebody who contributes by a program of their own, with the library. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pinCeremony } from '@brebaje/client/groth16/find-ceremony';
import { nodeWorkStore } from '@brebaje/client/groth16/node-work-store';
import type { AcceptedCircuit } from '@brebaje/client/groth16/outcome';
import { steadyClient } from '@brebaje/client/groth16/steady';
import { contributeToCircuits } from '@brebaje/client/groth16/take-part';
import { realSurroundings } from '@brebaje/client/surroundings';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import type { Guest } from './people.ts';

export async function contributeByLibrary(
  url: string,
  ceremony: { id: number; slug: string },
  { sessionId, participantId }: Guest,
  publicName: string,
): Promise<AcceptedCircuit[]> {
  const folder = mkdtempSync(join(tmpdir(), 'brebaje-library-'));
  const engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
  try {
    const world = realSurroundings();
    const pinned = await pinCeremony(steadyClient(world, { server: url, sessionId }), ceremony, undefined);
    const { accepted } = await contributeToCircuits(world, {
      server: url,
      sessionId,
      participantId,
      publicName,
      ceremonyId: ceremony.id,
      ceremony: pinned,
      store: await nodeWorkStore(folder),
      engine: async () => engine,
      accepted: async () => {},
      emit: () => {},
    });
    return accepted;
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
