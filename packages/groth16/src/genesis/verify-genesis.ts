import { isZero } from '@brebaje/curves/bytes';
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { Points } from '@brebaje/curves/engine';
import { invertScalar, SCALAR_BYTES } from '@brebaje/curves/scalar';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { decodeHeader } from '../chain/chain-points.ts';
import { productIsOne } from '../chain/pairs.ts';
import { ComputationFault } from '../computation-fault.ts';
import { sizesOf } from '../curve.ts';
import { streamOf } from '../files/source.ts';
import type { Ptau } from '../ptau/ptau.ts';
import { ptauSection } from '../ptau/ptau.ts';
import { pointCount } from '../ptau/sections.ts';
import type { R1cs } from '../r1cs/r1cs.ts';
import { sameBytes } from '../same-bytes.ts';
import { type RefusalCode, Refused, type Verdict, verdictOf } from '../verify/verdict.ts';
import { HEADER_POINTS } from '../zkey/header.ts';
import { SECTION, type Zkey, zkeySection } from '../zkey/zkey.ts';
import { requireCircuitHash } from './circuit-hash.ts';
import { coefficientsSection, countCoefficients } from './coefficients.ts';
import { addUp, combinePowers, combineSection, infinityOf } from './combined-points.ts';
import { genesisHeader, requireSuitable } from './genesis-header.ts';
import { asPowers, randomWeights, rowVectors, vanishingWeights } from './row-vectors.ts';

export interface VerifyGenesisOptions {
  readonly progress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** The points of a genesis that follow from circuit and phase 1, in the order in which they are looked for. */
const PARTS = ['a', 'b1', 'b2', 'ic', 'l', 'h'] as const;
type Part = (typeof PARTS)[number];

const SECTION_OF: Record<Part, 3 | 5 | 6 | 7 | 8 | 9> = { a: 5, b1: 6, b2: 7, ic: 3, l: 8, h: 9 };

/**
 * Whether a zkey is the genesis of a circuit over a phase 1: header, coefficients, and every
 * point by random combinations of 128 bits, in all directions of H, then the circuit's hash where it is defined. Lagrange tables of the ptau are not looked at;
 * its powers are taken for what they are, which `verifyPtau` tells, or a hash that is known.
 *
 * Throws UnsuitablePtau, and FileError for files that cannot be read.
 */
export function verifyGenesis(
  engine: WasmEngine,
  files: { r1cs: R1cs; ptau: Ptau; zkey: Zkey },
  options: VerifyGenesisOptions = {},
): Promise<Verdict> {
  return verdictOf(async () => {
    requireSuitable(files.r1cs, files.ptau, { prepared: false, spare: false });
    await requireHeader(engine, files);
    await requireCoefficients(engine, files.r1cs, files.zkey);
    await new Combination(engine, files, options).require();
    await requireCircuitHash(engine, files, options.signal);
  });
}

function refuse(section: number, text: string, code: RefusalCode = 'other-circuit'): Refused {
  return new Refused({ check: 'consistency', code, section, text });
}

async function requireHeader(
  engine: WasmEngine,
  { r1cs, ptau, zkey }: { r1cs: R1cs; ptau: Ptau; zkey: Zkey },
) {
  const expected = await genesisHeader(r1cs, ptau);
  const { header, records } = zkey;
  if (records.list.length > 0) {
    throw refuse(SECTION.records, 'somebody has contributed to what should be the genesis', 'not-a-genesis');
  }
  for (const name of ['curve', 'nVars', 'nPublic', 'domainSize'] as const) {
    if (header[name] !== expected[name]) {
      throw refuse(SECTION.header, `${name} is ${header[name]}, of this circuit it is ${expected[name]}`);
    }
  }
  await decodeHeader(engine, header);
  for (const [name] of HEADER_POINTS) {
    if (sameBytes(header[name], expected[name])) continue;
    const isDelta = name.startsWith('delta');
    const text = isDelta ? 'δ is not the generator' : `${name} is not that of this phase 1`;
    throw refuse(SECTION.header, text, isDelta ? 'not-a-genesis' : 'other-circuit');
  }
}

async function requireCoefficients(engine: WasmEngine, r1cs: R1cs, zkey: Zkey): Promise<void> {
  const { from, size } = zkeySection(zkey, SECTION.coefficients);
  const other = () => refuse(SECTION.coefficients, 'the coefficients are not those of this circuit');
  const count = await countCoefficients(r1cs);
  let at = 0;
  for await (const bytes of coefficientsSection(engine, r1cs, count)) {
    if (at + bytes.length > size) throw other();
    const start = from + at;
    let done = 0;
    for await (const found of streamOf(zkey.source, start, start + bytes.length)) {
      if (!sameBytes(found, bytes.subarray(done, done + found.length))) throw other();
      done += found.length;
    }
    at += bytes.length;
  }
  if (at !== size) throw other();
}

/** Weights of all points, of which those of some parts may be zero. */
interface Weights {
  readonly a: Uint8Array;
  readonly b1: Uint8Array;
  readonly b2: Uint8Array;
  /** Of IC and L together, wire by wire. */
  readonly k: Uint8Array;
  readonly h: Uint8Array;
}

class Combination {
  readonly #engine: WasmEngine;
  readonly #files: { r1cs: R1cs; ptau: Ptau; zkey: Zkey };
  readonly #options: VerifyGenesisOptions;
  #done = 0;

  constructor(
    engine: WasmEngine,
    files: { r1cs: R1cs; ptau: Ptau; zkey: Zkey },
    options: VerifyGenesisOptions,
  ) {
    this.#engine = engine;
    this.#files = files;
    this.#options = options;
  }

  /** Throws Refused, and says which part is to blame. */
  async require(): Promise<void> {
    const weights = this.#weights();
    if (await this.#holds(weights, PARTS)) return;
    for (const part of PARTS) {
      if (await this.#holds(only(part, weights, this.#files.zkey), [part])) continue;
      const section = SECTION_OF[part];
      throw new Refused({
        check: 'mathematical',
        code: part === 'l' || part === 'h' ? part : 'other-circuit',
        section,
        text: `the points of section ${section} are not those of this circuit and phase 1`,
      });
    }
    throw new ComputationFault('every part of the genesis is right, but not all at once');
  }

  #weights(): Weights {
    const { nVars, domainSize } = this.#files.zkey.header;
    const [a, b1, b2, k] = Array.from({ length: 4 }, () => randomWeights(nVars)) as Uint8Array[];
    return { a: a!, b1: b1!, b2: b2!, k: k!, h: randomWeights(domainSize) };
  }

  /** Compares the weighted points of some parts with what they must be. */
  async #holds(weights: Weights, parts: readonly Part[]): Promise<boolean> {
    const { nPublic } = this.#files.zkey.header;
    const bound = (nPublic + 1) * SCALAR_BYTES;
    const sections: Record<Exclude<Part, 'b2'>, Uint8Array> = {
      a: weights.a,
      b1: weights.b1,
      ic: weights.k.subarray(0, bound),
      l: weights.k.subarray(bound),
      h: weights.h,
    };
    const found: Points[] = [await infinityOf(this.#engine, 'G1')];
    for (const part of parts) {
      if (part !== 'b2') found.push(await this.#section(SECTION_OF[part], sections[part]));
    }
    const vectors = await rowVectors(
      this.#engine,
      this.#files.r1cs,
      { a: weights.a, b: weights.b1, k: weights.k },
      this.#files.zkey.header.domainSize,
    );
    const inG1 = await this.#inG1(vectors, weights.h);
    const left = await addUp(this.#engine, found);
    // Of all parts together it is not, unless the engine gives zeros.
    if (parts === PARTS && this.#engine.isInfinity(left, 0)) return false;
    const equal = (await this.#engine.firstDifference(left, inG1.sum)) === undefined;
    if (!equal && !(await this.#differsByLastPower(left, inG1))) return false;
    return parts.includes('b2') ? this.#holdsInG2(weights.b2) : true;
  }

  /** What the points of G1 must add up to, as far as the ptau has powers; and the weight of τ^(2N−1). */
  async #inG1(
    vectors: Awaited<ReturnType<typeof rowVectors>>,
    h: Uint8Array,
  ): Promise<{ sum: Points; last: Uint8Array }> {
    const { scalars } = this.#engine;
    const { ptau, zkey } = this.#files;
    const { domainSize } = zkey.header;
    const rows = await scalars.add(await scalars.add(vectors.a, vectors.b), vectors.kc);
    const tau = await vanishingWeights(this.#engine, h);
    const low = await scalars.add(tau.slice(0, rows.length), await asPowers(this.#engine, rows));
    tau.set(low);
    const held = pointCount(2, ptau.header.power);
    const sums = [
      await this.#powers(2, tau.subarray(0, Math.min(held, 2 * domainSize) * SCALAR_BYTES)),
      await this.#powers(4, await asPowers(this.#engine, vectors.kb)),
      await this.#powers(5, await asPowers(this.#engine, vectors.ka)),
    ];
    return { sum: await addUp(this.#engine, sums), last: tau.slice(-SCALAR_BYTES) };
  }

  /**
   * Whether the difference comes of τ^(2N−1)·G alone. A ptau of exactly the domain's size does not hold that power:
   * one that was prepared at this size has infinity in its place, one that was cut from a larger ceremony has tables
   * made with it. So H may have either.
   */
  async #differsByLastPower(
    left: Points,
    { sum, last }: { sum: Points; last: Uint8Array },
  ): Promise<boolean> {
    if (isZero(last, 0, last.length)) return false;
    const engine = this.#engine;
    const { ptau, zkey } = this.#files;
    const { r } = CURVES[engine.curve];
    const index = 2 * zkey.header.domainSize - 1;
    const difference = await addUp(engine, [left, await engine.negate(sum)]);
    if (index < pointCount(2, ptau.header.power)) {
      const power = await this.#power(2, index);
      const without = await engine.negate(await engine.msm(power, last, 32));
      return (await engine.firstDifference(difference, without)) === undefined;
    }
    const power = await engine.msm(difference, invertScalar(last, r), 32);
    const before = await engine.negate(await this.#power(2, index - 1));
    return productIsOne(engine, {
      g1: engine.concat([power, before]),
      g2: engine.concat([engine.generator('G2'), await this.#power(3, 1)]),
    });
  }

  async #power(id: 2 | 3, index: number): Promise<Points> {
    const engine = this.#engine;
    const { source } = this.#files.ptau;
    const group = id === 2 ? 'G1' : 'G2';
    const size = sizesOf(engine.curve)[group];
    const at = ptauSection(this.#files.ptau, id).from + index * size;
    return engine.decode(group, 'lem', await source.read(at, at + size));
  }

  async #holdsInG2(weights: Uint8Array): Promise<boolean> {
    const engine = this.#engine;
    const none = new Uint8Array(weights.length);
    const { domainSize } = this.#files.zkey.header;
    const vectors = await rowVectors(engine, this.#files.r1cs, { a: none, b: weights, k: none }, domainSize);
    const found = await this.#section(SECTION_OF.b2, weights);
    const expected = await this.#powers(3, await asPowers(engine, vectors.b));
    return (await engine.firstDifference(found, expected)) === undefined;
  }

  #section(id: 3 | 5 | 6 | 7 | 8 | 9, weights: Uint8Array): Promise<Points> {
    return combineSection(this.#engine, this.#files.zkey, id, weights, this.#tick);
  }

  #powers(id: 2 | 3 | 4 | 5, weights: Uint8Array): Promise<Points> {
    return combinePowers(this.#engine, this.#files.ptau, id, weights, this.#tick);
  }

  readonly #tick = (points: number): void => {
    const { progress, signal } = this.#options;
    signal?.throwIfAborted();
    const { nVars, domainSize } = this.#files.zkey.header;
    const total = 4 * nVars + 6 * domainSize;
    // When something is wrong, it is looked for part by part.
    this.#done = Math.min(total, this.#done + points);
    progress?.(this.#done, total);
  };
}

/** The weights of one part, all others zero. */
function only(part: Part, weights: Weights, { header }: Zkey): Weights {
  const zeros = (bytes: Uint8Array) => new Uint8Array(bytes.length);
  const bound = (header.nPublic + 1) * SCALAR_BYTES;
  const k = zeros(weights.k);
  if (part === 'ic') k.set(weights.k.subarray(0, bound));
  if (part === 'l') k.set(weights.k.subarray(bound), bound);
  return {
    a: part === 'a' ? weights.a : zeros(weights.a),
    b1: part === 'b1' ? weights.b1 : zeros(weights.b1),
    b2: part === 'b2' ? weights.b2 : zeros(weights.b2),
    k,
    h: part === 'h' ? weights.h : zeros(weights.h),
  };
}
