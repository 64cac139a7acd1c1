/** The result of a KZG ceremony: its transcript, and a trusted setup of each sub-ceremony as c-kzg loads it. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isPowerOfTwo } from '@brebaje/kzg/size-faults';
import { VERSION } from '@brebaje/protocol/version';
import type { ServerContext } from '../sequencer/context.ts';
import { currentState } from '../sequencer/current-state.ts';
import { loadCircuit } from '../sequencer/load.ts';
import { withFiles } from '../store/local-files.ts';
import type { CeremonyRow, CircuitRow } from '../store/schema.ts';
import { createKzgScheme, type KzgMetadata } from '../verify/kzg-scheme.ts';
import { createVerificationClient, type VerificationClient } from '../verify/verification-client.ts';
import type { Frozen } from './artifacts.ts';
import { NotFinal, type Result, type Tell } from './freeze.ts';
import { storeArtifact } from './store-artifact.ts';

/** A transcript of 141,416 contributions takes hours on a small machine. */
const VERIFY_MILLIS = 48 * 3_600_000;

/**
 * Verifies the transcript from the origin to the head and stores transcript and setups. It has a thread of its
 * own, so that contributions to other ceremonies are judged meanwhile. Doing it again gives the same bytes.
 */
export async function freezeKzg(ctx: ServerContext, ceremony: CeremonyRow, tell: Tell): Promise<Result> {
  ctx.stopping.throwIfAborted();
  const verification = createVerificationClient({ engineThreads: ctx.config.threads });
  const close = () => void verification.close();
  ctx.stopping.addEventListener('abort', close);
  try {
    const circuit = await loadCircuit(ctx.store.db, ceremony.id);
    const mark = ceremony.test === 1 ? 'TEST-' : '';
    tell('TRANSCRIPT', 0);
    const transcript = await storeArtifact(ctx, (await currentState(ctx, ceremony.id)).chunks());
    const started = performance.now();
    await verifyWhole(ctx, verification, circuit, transcript.hash, tell);
    const milliseconds = Math.round(performance.now() - started);
    const setups = await exportSetups(ctx, verification, circuit, mark, tell);
    const manifest = await storeArtifact(ctx, new TextEncoder().encode(ceremony.manifest ?? ''));
    return {
      heads: new Map([[circuit.id, circuit.headBlob]]),
      milliseconds,
      software: `brebaje kzg ${VERSION}`,
      files: [
        { ...transcript, name: `${mark}transcript.json`, kind: 'transcript', circuitId: circuit.id },
        ...setups,
        { ...manifest, name: `${mark}manifest.json`, kind: 'manifest', circuitId: null },
      ],
    };
  } finally {
    ctx.stopping.removeEventListener('abort', close);
    await verification.close();
  }
}

async function verifyWhole(
  ctx: ServerContext,
  verification: VerificationClient,
  circuit: CircuitRow,
  transcript: string,
  tell: Tell,
): Promise<void> {
  tell('VERIFYING', 0);
  const scratch = await mkdtemp(join(resolve(ctx.config.data), 'quarantine', 'finalize-'));
  try {
    const verdict = await withFiles(ctx.blobs, [transcript], (path) =>
      verification.ask(
        { kind: 'transcript', path, scratch },
        { timeoutMillis: VERIFY_MILLIS, progress: (done, all) => tell('VERIFYING', (100 * done) / all) },
      ),
    );
    if (!verdict.ok) throw new NotFinal(`The transcript does not verify: ${verdict.problem}.`);
    if (verdict.contributions !== circuit.position)
      throw new NotFinal(
        `The transcript has ${verdict.contributions} contributions, not ${circuit.position}.`,
      );
    if (createHash('sha256').update(verdict.head).digest('hex') !== circuit.headBlob)
      throw new NotFinal('The transcript ends in another state than the head.');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Sizes that have no Lagrange form are in the transcript alone. */
async function exportSetups(
  ctx: ServerContext,
  verification: VerificationClient,
  circuit: CircuitRow,
  mark: string,
  tell: Tell,
): Promise<Frozen[]> {
  const metadata = JSON.parse(circuit.metadata) as KzgMetadata;
  const scheme = createKzgScheme(verification, ctx.blobs);
  const counts = metadata.sizes.map(({ g1 }) => g1);
  const files: Frozen[] = [];
  for (const [sub, count] of counts.entries()) {
    if (!isPowerOfTwo(count)) continue;
    const own = counts.filter((other) => other === count).length === 1;
    for (const form of ['txt', 'json'] as const) {
      tell('EXPORTING', (100 * sub) / counts.length);
      const bytes = await scheme.finalize({ blob: circuit.headBlob, metadata }, { sub, form });
      const name = `${mark}trusted_setup_${count}${own ? '' : `_${sub}`}.${form}`;
      files.push({
        ...(await storeArtifact(ctx, bytes)),
        name,
        kind: 'trusted-setup',
        circuitId: circuit.id,
      });
    }
  }
  return files;
}
