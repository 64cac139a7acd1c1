import type { Group } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { sizesOf } from '../curve.ts';
import { streamOf } from '../files/source.ts';
import type { Ptau } from '../ptau/ptau.ts';
import { sameBytes } from '../same-bytes.ts';
import { Refused } from '../verify/verdict.ts';
import { pointCounts, SECTION, type Zkey, zkeySection } from '../zkey/zkey.ts';
import { CircuitHasher } from './circuit-hasher.ts';
import { differences } from './differences.ts';

/** Points of one step. */
const CHUNK = 1 << 14;

/**
 * Throws Refused unless the circuit's hash in a genesis is that of its points, which have been checked. Of a domain of
 * 2^15 and more beside a ptau without a power to spare nothing is said: there snarkjs hashes bytes that are no point
 * (circuit-hasher.ts), and the hash binds nothing.
 */
export async function requireCircuitHash(
  engine: WasmEngine,
  { ptau, zkey }: { ptau: Ptau; zkey: Zkey },
  signal?: AbortSignal,
): Promise<void> {
  const { header, records } = zkey;
  const { domainSize } = header;
  if (domainSize >= 1 << 15 && domainSize >= 2 ** ptau.header.power) return;
  const hasher = new CircuitHasher(header);
  const counts = pointCounts(header);
  const section = async (id: 3 | 5 | 6 | 7 | 8) => {
    const group: Group = id === SECTION.b2 ? 'G2' : 'G1';
    const { from, size } = zkeySection(zkey, id);
    hasher.beginList(counts[id]);
    for await (const bytes of streamOf(
      zkey.source,
      from,
      from + size,
      CHUNK * sizesOf(engine.curve)[group],
    )) {
      signal?.throwIfAborted();
      const points = await engine.decode(group, 'lem', bytes, { infinity: true, subgroup: false });
      hasher.add(await engine.encode(points, 'u'));
    }
  };
  await section(SECTION.ic);
  hasher.beginList(domainSize - 1);
  for await (const points of differences(engine, ptau, domainSize, signal)) {
    hasher.add(await engine.encode(points, 'u'));
  }
  for (const id of [SECTION.l, SECTION.a, SECTION.b1, SECTION.b2] as const) await section(id);
  if (sameBytes(hasher.digest(), records.circuitHash)) return;
  throw new Refused({
    check: 'consistency',
    code: 'other-circuit',
    section: SECTION.records,
    text: 'the circuit’s hash is not that of the points',
  });
}
