/** verification.md §0 on circuits and powers of tau: lengths, counts, ranges. */
import { joinBytes } from '@brebaje/curves/bytes';
import { CURVES } from '@brebaje/curves/curve/parameters';
import { sizesOf } from '@brebaje/groth16/curve';
import type { Format } from '@brebaje/groth16/file-error';
import { integerBytes, u32Bytes } from '@brebaje/groth16/little-endian';
import { type Chunk, chunksOf, joined } from '../mutate/container.ts';
import { genesisOutcome, phase1Outcome } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import { type Row, row } from './row.ts';

type Change = (content: Uint8Array, stage: Stage) => Uint8Array;

const changed = (stage: Stage, format: Format, bytes: Uint8Array, id: number, change: Change): Uint8Array =>
  joined(
    format,
    chunksOf(bytes).map((one) => (one.id === id ? { id, content: change(one.content, stage) } : one)),
  );

const circuit = (what: string, expected: string, id: number, change: Change): Row =>
  row('0.2', `a circuit: ${what}`, expected, (stage) =>
    genesisOutcome(stage, stage.genesis, { r1cs: changed(stage, 'r1cs', stage.r1cs, id, change) }),
  );

const circuitOf = (what: string, expected: string, change: (chunks: Chunk[]) => Chunk[]): Row =>
  row('0.2', `a circuit: ${what}`, expected, (stage) =>
    genesisOutcome(stage, stage.genesis, { r1cs: joined('r1cs', change(chunksOf(stage.r1cs))) }),
  );

const powers = (what: string, expected: string, id: number, change: Change, only?: Row['only']): Row =>
  row(
    '0.2',
    `powers of tau: ${what}`,
    expected,
    (stage) => phase1Outcome(stage, changed(stage, 'ptau', stage.phase1, id, change)),
    only,
  );

const powersOf = (what: string, expected: string, change: (chunks: Chunk[]) => Chunk[]): Row =>
  row('0.2', `powers of tau: ${what}`, expected, (stage) =>
    phase1Outcome(stage, joined('ptau', change(chunksOf(stage.phase1)))),
  );

const set =
  (at: number, ...bytes: number[]) =>
  (content: Uint8Array) => {
    const copy = content.slice();
    copy.set(bytes, at);
    return copy;
  };
const setU32 =
  (at: number, value: number): Change =>
  (content) =>
    set(at, ...u32Bytes(value))(content);
const longer = (content: Uint8Array) => joinBytes([content, Uint8Array.of(0)]);
const shorter = (content: Uint8Array) => content.slice(0, -1);
const extra =
  (id: number, size: number, first = 0) =>
  (chunks: Chunk[]) => [...chunks, { id, content: new Uint8Array(size).fill(first, 0, 1) }];

const circuits: Row[] = [
  circuit('another prime', 'file curve 1', 1, set(4, 7)),
  circuit('a prime with a byte more', 'file section-length 1', 1, (c) =>
    joinBytes([u32Bytes(33), c.subarray(4, 36), Uint8Array.of(0), c.subarray(36)]),
  ),
  circuit('a header that is too long', 'file section-length 1', 1, longer),
  circuit('a header that is too short', 'file section-length 1', 1, shorter),
  circuit('a header of its prime alone', 'file section-length 1', 1, (c) => c.slice(0, 36)),
  circuit('more public wires than wires', 'file value 1', 1, setU32(44, 1000)),
  circuit(
    'inputs that leave no room for the constant wire',
    'file value 1',
    1,
    (c, { circuit: { constraints, unused } }) => set(44, ...u32Bytes(0, 2 + constraints + unused))(c),
  ),
  circuit('more labels than numbers', 'file value 1', 1, set(52, 255, 255, 255, 255, 255, 255, 255, 255)),
  circuit('more constraints than there is room for', 'file section-length 2', 1, setU32(60, 2 ** 31)),
  circuit('one constraint more than there is', 'file section-length 2', 1, (c) => set(60, c[60]! + 1)(c)),
  circuit('one constraint less than there is', 'file section-length 2', 1, (c) => set(60, c[60]! - 1)(c)),
  circuit('a wire more than there are labels', 'file section-length 3', 1, (c) => set(36, c[36]! + 1)(c)),
  circuit('labels with a byte more', 'file section-length 3', 3, longer),
  circuit('constraints with a byte more', 'file section-length 2', 2, longer),
  circuit('constraints with a byte less', 'file section-length 2', 2, shorter),
  circuit('a combination of 2^32 terms', 'file section-length 2', 2, set(0, 255, 255, 255, 255)),
  circuit('a wire that there is not', 'file value 2', 2, setU32(4, 1000)),
  circuit('a coefficient that is the order', 'file value 2', 2, (c, { curve }) =>
    set(8, ...integerBytes(CURVES[curve].r, 32))(c),
  ),
  circuitOf('a section that no circuit has', 'file sections 7', extra(7, 4)),
  circuitOf('no labels', 'file sections 3', (chunks) => chunks.filter(({ id }) => id !== 3)),
  circuitOf('custom gates', 'file not-this-format 4', extra(4, 4, 1)),
  circuitOf('no custom gates, at length', 'file section-length 4', extra(4, 8)),
  circuitOf('no custom gates, cut off', 'file section-length 5', extra(5, 3)),
];

const atPower = ({ curve }: Stage) => 4 + sizesOf(curve).coordinate;

const phase1: Row[] = [
  powers('another prime', 'file curve 1', 1, set(4, 7)),
  // On the other curve a header is then longer than any.
  powers(
    'a prime with a byte more',
    'file curve 1',
    1,
    (c) => joinBytes([u32Bytes(33), c.subarray(4, 36), Uint8Array.of(0), c.subarray(36)]),
    'bn254',
  ),
  powers('a header that is too long', 'file section-length 1', 1, longer),
  powers('a header of 200 bytes', 'file section-length 1', 1, (c) => joinBytes([c, new Uint8Array(200)])),
  powers('power zero', 'file value 1', 1, (c, stage) => set(atPower(stage), 0)(c)),
  powers('a ceremony of power 29', 'file value 1', 1, (c, stage) => set(atPower(stage) + 4, 29)(c)),
  powers('a power above the ceremony’s', 'file value 1', 1, (c, stage) => set(atPower(stage), 2)(c)),
  powers('said to be cut from twice the size', 'consistency hash-state 7 0', 1, (c, stage) =>
    set(atPower(stage) + 4, 2)(c),
  ),
  ...[2, 3, 4, 5, 6, 12, 13, 14, 15].flatMap((id) => [
    powers(`section ${id} with a byte more`, `file section-length ${id}`, id, longer),
    powers(`section ${id} with a byte less`, `file section-length ${id}`, id, shorter),
  ]),
  ...[2, 3, 4, 5, 6, 7, 13, 15].map((id) =>
    powersOf(`no section ${id}`, `file sections ${id}`, (chunks) => chunks.filter((one) => one.id !== id)),
  ),
  powersOf('a section that no ptau has', 'file sections 8', extra(8, 4)),
  powers('2^31 records', 'file section-length 7', 7, set(0, 0, 0, 0, 128)),
  powers('a record more than there is', 'file section-length 7', 7, set(0, 2)),
  powers('bytes behind the records', 'file section-length 7', 7, longer),
  powers('records that are cut off', 'file section-length 7', 7, shorter),
];

export const OTHER_FORMATS: Row[] = [...circuits, ...phase1];
