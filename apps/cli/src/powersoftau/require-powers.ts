import { createHash } from 'node:crypto';
import { type ByteSource, streamOf } from '@brebaje/groth16/files/source';
import type { Ptau } from '@brebaje/groth16/ptau/ptau';
import { verifyPtau } from '@brebaje/groth16/ptau/verify-ptau';
import { CommandError } from '../exit-codes.ts';
import { counted } from '../rest/tell.ts';
import { refused, VERDICT_EXITS } from '../setup-files/endings.ts';
import type { Workbench } from '../setup-files/workbench.ts';

/**
 * What is known of a phase 1, in words: that its file has the hash that was named, or that all of it holds. Throws
 * CommandError when neither is so.
 */
export async function requirePowers(
  bench: Workbench,
  engine: Awaited<ReturnType<Workbench['engine']>>,
  { path, ptau }: { path: string; ptau: Ptau },
  expected: string | undefined,
): Promise<string> {
  if (expected !== undefined) {
    const found = await hashFile(bench, ptau.source, expected.length === 64 ? 'sha256' : 'blake2b512');
    if (found === expected) return `the file with the hash ${expected}`;
    throw new CommandError(
      VERDICT_EXITS.refused,
      `refused by the consistency check (ptau-hash): ${path} has the hash ${found}`,
      'get the file that was meant',
      { findings: { check: 'consistency', code: 'ptau-hash' } },
    );
  }
  const steps = { progress: bench.bar('Verifying phase 1'), signal: bench.signal };
  const verdict = await verifyPtau(ptau, engine, steps);
  if (!verdict.ok) throw refused(`${path}: ${verdict.text}`, verdict, VERDICT_EXITS);
  for (const unchecked of verdict.unchecked) bench.note(`${path}: ${unchecked}`);
  bench.note(`who contributed to ${path}, and whether one of them was honest, is for you to know`);
  return `verified, ${counted(ptau.records.length, 'contribution', 'contributions')}`;
}

/** A file's hash in hexadecimal digits, with a bar. */
export async function hashFile(bench: Workbench, source: ByteSource, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  let done = 0;
  for await (const bytes of streamOf(source)) {
    bench.signal.throwIfAborted();
    hash.update(bytes);
    done += bytes.length;
    bench.line.bar('Hashing phase 1', done, source.size);
  }
  return hash.digest('hex');
}
