import type { Group, Points, Progress } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { decodeHeader, type HeaderPoints } from '../chain/chain-points.ts';
import { sizesOf } from '../curve.ts';
import { streamOf } from '../files/source.ts';
import { decodeOrRefuse } from '../verify/verdict.ts';
import { pointCounts, SECTION, type Zkey, zkeySection } from '../zkey/zkey.ts';
import { encodePoints, type KeyFormat, type PointForm, pointSize } from './key-encoding.ts';
import { powerQuery } from './power-query.ts';

/**
 * How a prover computes the quotient. `libsnark`: as ark-groth16 does by itself, from powers of τ, which are computed
 * from the zkey's H. `circom`: as snarkjs and ark-circom do, from the zkey's H as it is.
 */
export type Reduction = 'libsnark' | 'circom';

export interface ForeignKeyOptions {
  /** Default: only x of each point, and which y. */
  compressed?: boolean;
  progress?: Progress;
  signal?: AbortSignal;
}

/** A file that is made as it is read. */
export interface ForeignKey {
  readonly size: number;
  /** Throws Refused for a point that is none of its group. */
  readonly output: AsyncGenerator<Uint8Array>;
}

/** A piece of a key: one point of the header, or all points of a section. */
type Part =
  | { readonly point: keyof HeaderPoints; readonly group: Group }
  | { readonly section: keyof ReturnType<typeof pointCounts>; readonly group: Group; readonly name: string }
  | { readonly bytes: Uint8Array };

const alpha1: Part = { point: 'alpha1', group: 'G1' };
const beta1: Part = { point: 'beta1', group: 'G1' };
const beta2: Part = { point: 'beta2', group: 'G2' };
const gamma2: Part = { point: 'gamma2', group: 'G2' };
const delta1: Part = { point: 'delta1', group: 'G1' };
const delta2: Part = { point: 'delta2', group: 'G2' };
const ic: Part = { section: SECTION.ic, group: 'G1', name: 'IC' };

/** ark-groth16's `VerifyingKey` as ark-serialize writes it (ark-groth16 0.5, data_structures.rs). */
const ARKWORKS_VERIFYING: readonly Part[] = [alpha1, beta2, gamma2, delta2, ic];

/** Its `ProvingKey`. */
const ARKWORKS_PROVING: readonly Part[] = [
  ...ARKWORKS_VERIFYING,
  beta1,
  delta1,
  { section: SECTION.a, group: 'G1', name: 'A' },
  { section: SECTION.b1, group: 'G1', name: 'B1' },
  { section: SECTION.b2, group: 'G2', name: 'B2' },
  { section: SECTION.h, group: 'G1', name: 'H' },
  { section: SECTION.l, group: 'G1', name: 'L' },
];

/** gnark's `VerifyingKey` (backend/groth16/<curve>/marshal.go): of a circuit without commitments. */
const GNARK_VERIFYING: readonly Part[] = [
  alpha1,
  beta1,
  beta2,
  gamma2,
  delta1,
  delta2,
  ic,
  // Two u32: no lists of committed wires, no keys of commitments.
  { bytes: new Uint8Array(8) },
];

/** A zkey's verification key as ark-groth16 or gnark read it. */
export function foreignVerificationKey(
  engine: WasmEngine,
  zkey: Zkey,
  format: KeyFormat,
  options: ForeignKeyOptions = {},
): ForeignKey {
  const parts = format === 'arkworks' ? ARKWORKS_VERIFYING : GNARK_VERIFYING;
  return keyOf(engine, zkey, { parts, format }, options);
}

/**
 * A zkey's proving key as ark-groth16 reads it. With `libsnark` all of H is in memory, else no section is. On
 * BLS12-381 the roots of unity of arkworks are others than those of the zkey (domain-roots.ts): there a prover has to
 * number the domain as snarkjs does.
 *
 * gnark's proving keys belong to constraint systems that gnark compiled: without rows for public inputs, and with a
 * list of wires whose points are infinity. A circom circuit is none of them.
 */
export function arkworksProvingKey(
  engine: WasmEngine,
  zkey: Zkey,
  options: ForeignKeyOptions & { reduction?: Reduction } = {},
): ForeignKey {
  return keyOf(engine, zkey, { parts: ARKWORKS_PROVING, format: 'arkworks' }, options);
}

function keyOf(
  engine: WasmEngine,
  zkey: Zkey,
  { parts, format }: { parts: readonly Part[]; format: KeyFormat },
  options: ForeignKeyOptions & { reduction?: Reduction },
): ForeignKey {
  const { compressed = true, reduction = 'libsnark' } = options;
  const form: PointForm = { format, curve: zkey.header.curve, compressed };
  const counts = { ...pointCounts(zkey.header) };
  if (reduction === 'libsnark') counts[SECTION.h] -= 1;
  const sizes = parts.map((part) => {
    if ('bytes' in part) return part.bytes.length;
    const size = pointSize(form, part.group);
    return 'section' in part ? countBytes(format, 0).length + counts[part.section] * size : size;
  });
  const size = sizes.reduce((sum, one) => sum + one, 0);
  return { size, output: written(engine, zkey, { parts, form, counts, reduction }, options) };
}

async function* written(
  engine: WasmEngine,
  zkey: Zkey,
  key: {
    parts: readonly Part[];
    form: PointForm;
    counts: ReturnType<typeof pointCounts>;
    reduction: Reduction;
  },
  { progress, signal }: ForeignKeyOptions,
): AsyncGenerator<Uint8Array> {
  const { parts, form, counts, reduction } = key;
  const header = await decodeHeader(engine, zkey.header);
  const encode = async (group: Group, points: Points) =>
    encodePoints(form, group, await engine.encode(points, 'u'));
  const total = parts.reduce((sum, part) => sum + ('section' in part ? counts[part.section] : 0), 0);
  let done = 0;
  for (const part of parts) {
    if ('bytes' in part) yield part.bytes;
    else if ('point' in part) yield await encode(part.group, header[part.point]);
    else {
      yield countBytes(form.format, counts[part.section]);
      const chunks = chunksOf(engine, zkey, part);
      const isPowers = part.section === SECTION.h && reduction === 'libsnark';
      for await (const points of isPowers ? powersOf(engine, chunks) : chunks) {
        signal?.throwIfAborted();
        yield await encode(part.group, points);
        done += points.count;
        progress?.(done, total);
      }
    }
  }
}

/** A list's length: u64 little-endian of arkworks, u32 big-endian of gnark. */
function countBytes(format: KeyFormat, count: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(format === 'arkworks' ? 8 : 4));
  if (format === 'arkworks') view.setBigUint64(0, BigInt(count), true);
  else view.setUint32(0, count);
  return new Uint8Array(view.buffer);
}

/** Points decoded at a time. */
const CHUNK = 16_384;

/** A section's points, decoded strictly. Infinity stands for wires that are not used; in IC and H there is none. */
async function* chunksOf(
  engine: WasmEngine,
  zkey: Zkey,
  { section, group, name }: Extract<Part, { section: number }>,
): AsyncGenerator<Points> {
  const { from, size } = zkeySection(zkey, section);
  const pointBytes = sizesOf(zkey.header.curve)[group];
  const infinity = section !== SECTION.ic && section !== SECTION.h;
  let first = 0;
  for await (const bytes of streamOf(zkey.source, from, from + size, CHUNK * pointBytes)) {
    const start = first;
    yield await decodeOrRefuse(
      () => engine.decode(group, 'lem', bytes, { infinity }),
      (index) => ({ section, index: start + index, name: `point ${start + index} of ${name}` }),
    );
    first += bytes.length / pointBytes;
  }
}

async function* powersOf(engine: WasmEngine, chunks: AsyncIterable<Points>): AsyncGenerator<Points> {
  const parts: Points[] = [];
  for await (const points of chunks) parts.push(points);
  const powers = await powerQuery(engine, engine.concat(parts));
  for (let at = 0; at < powers.count; at += CHUNK)
    yield engine.slice(powers, at, Math.min(at + CHUNK, powers.count));
}
