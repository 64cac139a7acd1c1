import type { Points } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import {
  containerSize,
  type NewSection,
  sectionOfBytes,
  writeContainer,
} from '../container/write-container.ts';
import { sizesOf } from '../curve.ts';
import { u32Bytes } from '../little-endian.ts';
import { placeOf, readPoints } from '../ptau/points.ts';
import { type Ptau, ptauSection } from '../ptau/ptau.ts';
import { firstOfTable } from '../ptau/sections.ts';
import type { R1cs } from '../r1cs/r1cs.ts';
import { headerBytes, type ZkeyHeader } from '../zkey/header.ts';
import { HASH_BYTES, recordsBytes } from '../zkey/records.ts';
import { coefficientBytes, GENESIS_ORDER, pointSectionSizes, SECTION } from '../zkey/zkey.ts';
import { CircuitHasher, hashedDifferences } from './circuit-hasher.ts';
import { coefficientsSection, countCoefficients } from './coefficients.ts';
import { differences } from './differences.ts';
import { genesisHeader, requireSuitable } from './genesis-header.ts';
import { readTermTable, type TermTable } from './term-table.ts';
import { type RowPoints, wireSums } from './wire-sums.ts';

/** A genesis on its way into a file. */
export interface NewGenesis {
  readonly header: ZkeyHeader;
  /** Bytes of the file. */
  readonly size: number;
  /** The file in order. It is computed as it is taken; it can be taken once. */
  readonly output: AsyncGenerator<Uint8Array>;
}

export interface GenesisOptions {
  /** Points done of all that are added up. */
  readonly progress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Points of one piece of H. */
const PIECE = 1 << 14;

/**
 * The genesis of a circuit, as snarkjs' `zkey new` makes it: byte for byte the same, circuit hash included. The
 * tables of Lagrange points are taken from the ptau as they are; whether they are right, verifyGenesis
 * tells. Throws UnsuitablePtau when the ptau is of another curve, too small, or not prepared.
 *
 * Memory: a circuit's terms, and at most three of its tables.
 */
export async function createGenesis(
  engine: WasmEngine,
  r1cs: R1cs,
  ptau: Ptau,
  options: GenesisOptions = {},
): Promise<NewGenesis> {
  requireSuitable(r1cs, ptau);
  const header = await genesisHeader(r1cs, ptau);
  const terms = await readTermTable(r1cs);
  const count = await countCoefficients(r1cs);
  const sections = new Sections(engine, r1cs, ptau, header, terms, count, options).inOrder();
  return { header, size: containerSize(sections), output: writeContainer('zkey', sections) };
}

/** The sections of a genesis. They are made in the order of the file, which is that of the circuit's hash. */
class Sections {
  readonly #engine: WasmEngine;
  readonly #r1cs: R1cs;
  readonly #ptau: Ptau;
  readonly #header: ZkeyHeader;
  readonly #terms: TermTable;
  readonly #count: number;
  readonly #hasher: CircuitHasher;
  readonly #signal: AbortSignal | undefined;
  readonly #tick: (points: number) => void;
  /** Tables of points by section of the ptau, as long as something needs them. */
  readonly #tables = new Map<number, Promise<Points>>();

  constructor(
    engine: WasmEngine,
    r1cs: R1cs,
    ptau: Ptau,
    header: ZkeyHeader,
    terms: TermTable,
    count: number,
    { progress, signal }: GenesisOptions,
  ) {
    this.#engine = engine;
    this.#r1cs = r1cs;
    this.#ptau = ptau;
    this.#header = header;
    this.#terms = terms;
    this.#count = count;
    this.#hasher = new CircuitHasher(header);
    this.#signal = signal;
    const { nVars, domainSize } = header;
    const total = 4 * nVars + domainSize + hashedDifferences(domainSize);
    let done = 0;
    this.#tick = (points) => {
      done += points;
      progress?.(done, total);
    };
  }

  inOrder(): NewSection[] {
    const { nVars, nPublic, curve } = this.#header;
    const sizes = pointSectionSizes(this.#header);
    const bound = nPublic + 1;
    const contents: Record<number, Omit<NewSection, 'id'>> = {
      [SECTION.ic]: { size: sizes[3], content: () => this.#divided(0, bound) },
      [SECTION.coefficients]: {
        size: 4 + this.#count * coefficientBytes(curve),
        content: () => coefficientsSection(this.#engine, this.#r1cs, this.#count),
      },
      [SECTION.a]: { size: sizes[5], content: () => this.#matrix(12, 0) },
      [SECTION.b1]: { size: sizes[6], content: () => this.#matrix(12, 1) },
      [SECTION.b2]: { size: sizes[7], content: () => this.#matrix(13, 1) },
      [SECTION.l]: { size: sizes[8], content: () => this.#divided(bound, nVars) },
      [SECTION.h]: { size: sizes[9], content: () => this.#vanishing() },
      [SECTION.records]: {
        size: HASH_BYTES + 4,
        content: () => this.#records(),
      },
    };
    const known = [
      sectionOfBytes(SECTION.protocol, u32Bytes(1)),
      sectionOfBytes(SECTION.header, headerBytes(this.#header)),
    ];
    return GENESIS_ORDER.map((id) => known.find((one) => one.id === id) ?? { id, ...contents[id]! });
  }

  *#records(): Generator<Uint8Array> {
    yield recordsBytes(this.#hasher.digest(), []);
  }

  /** A or B of every wire at τ, in the group of a table. */
  async *#matrix(table: 12 | 13, matrix: 0 | 1): AsyncGenerator<Uint8Array> {
    const points = await this.#table(table);
    const rows = [{ terms: this.#terms.matrices[matrix]!, first: 0 }];
    yield* this.#sums(points, rows, 0, this.#header.nVars);
  }

  /** K of wires: IC and L before anybody divided by γ and δ. */
  async *#divided(from: number, to: number): AsyncGenerator<Uint8Array> {
    const { domainSize } = this.#header;
    const [tau, alpha, beta] = await Promise.all([this.#table(12), this.#table(14), this.#table(15)]);
    const points = this.#engine.concat([tau, alpha, beta]);
    const [a, b, c] = this.#terms.matrices as [RowPoints['terms'], RowPoints['terms'], RowPoints['terms']];
    const rows = [
      { terms: a, first: 2 * domainSize },
      { terms: b, first: domainSize },
      { terms: c, first: 0 },
    ];
    if (to === this.#header.nVars) for (const id of [14, 15]) this.#tables.delete(id);
    yield* this.#sums(points, rows, from, to);
  }

  async *#sums(
    points: Points,
    rows: readonly RowPoints[],
    from: number,
    to: number,
  ): AsyncGenerator<Uint8Array> {
    this.#hasher.beginList(to - from);
    for await (const sums of wireSums(this.#engine, points, rows, from, to)) {
      this.#signal?.throwIfAborted();
      this.#hasher.add(await this.#engine.encode(sums, 'u'));
      yield await this.#engine.encode(sums, 'lem');
      this.#tick(sums.count);
    }
  }

  /** H: every other point of the table of twice the size. The circuit's hash has what it is made from instead. */
  async *#vanishing(): AsyncGenerator<Uint8Array> {
    const { domainSize, curve } = this.#header;
    const size = sizesOf(curve).G1;
    const begin = ptauSection(this.#ptau, 12).from + firstOfTable(Math.log2(domainSize) + 1) * size;
    await this.#differences();
    for (let from = 0; from < domainSize; from += PIECE) {
      this.#signal?.throwIfAborted();
      const count = Math.min(PIECE, domainSize - from);
      const pairs = await this.#ptau.source.read(begin + 2 * from * size, begin + 2 * (from + count) * size);
      const points = new Uint8Array(count * size);
      for (let i = 0; i < count; i++)
        points.set(pairs.subarray((2 * i + 1) * size, (2 * i + 2) * size), i * size);
      yield points;
      this.#tick(count);
    }
  }

  async #differences(): Promise<void> {
    const { domainSize } = this.#header;
    this.#hasher.beginList(domainSize - 1);
    for await (const points of differences(this.#engine, this.#ptau, domainSize, this.#signal)) {
      this.#hasher.add(await this.#engine.encode(points, 'u'));
      this.#tick(points.count);
    }
  }

  /** Lagrange points of the domain. */
  #table(id: 12 | 13 | 14 | 15): Promise<Points> {
    const { domainSize } = this.#header;
    const first = firstOfTable(Math.log2(domainSize));
    const known = this.#tables.get(id) ?? this.#read(id, first, first + domainSize);
    this.#tables.set(id, known);
    return known;
  }

  async #read(id: 12 | 13 | 14 | 15, from: number, to: number): Promise<Points> {
    const parts: Points[] = [];
    for await (const { points } of readPoints(this.#engine, placeOf(this.#ptau, id, from, to)))
      parts.push(points);
    return this.#engine.concat(parts);
  }
}
