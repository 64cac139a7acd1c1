/** Bodies of contributions that must not be accepted, made from an honest one. */
import type { Group } from '@brebaje/curves/engine';
import { NOBLE_CURVES, type NoblePoint } from '@brebaje/curves/noble-curve';
import { decodeNoble } from '@brebaje/curves/noble-encodings';
import { encodedInfinity, encodePoint, pointOf } from '@brebaje/curves/test-points';
import { type BatchContribution, encodeContribution, type SubContribution } from '@brebaje/kzg/contribution';
import { besidePoints, illEncoded } from './bad-points.ts';

/** Whole numbers below `limit`. */
export type Dice = (limit: number) => number;

/** Reproducible dice (mulberry32). */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

export interface Hostile {
  what: string;
  /** Absent where the JSON itself is wrong. */
  contribution?: BatchContribution;
  body: Uint8Array;
}

const WIDTH = { G1: 48, G2: 96 } as const;

type PointChange = (contribution: BatchContribution, roll: Dice) => void;
type TextChange = (text: string, roll: Dice) => string | Uint8Array;

/** A random point of a random sub-ceremony, as a view that may be written. */
function pick(
  { contributions }: BatchContribution,
  roll: Dice,
): { group: Group; point: Uint8Array; at: number; all: Uint8Array } {
  const sub = contributions[roll(contributions.length)]!;
  const where = roll(8);
  if (where === 0) return { group: 'G2', point: sub.potPubkey, at: 0, all: sub.potPubkey };
  const group = where < 5 ? 'G1' : 'G2';
  const all = group === 'G1' ? sub.g1 : sub.g2;
  const at = roll(all.length / WIDTH[group]);
  return { group, at, all, point: all.subarray(at * WIDTH[group], (at + 1) * WIDTH[group]) };
}

function replace(kind: (group: Group) => Uint8Array[]): PointChange {
  const made = { G1: kind('G1'), G2: kind('G2') };
  return (contribution, roll) => {
    const { group, point } = pick(contribution, roll);
    point.set(made[group][roll(made[group].length)]!);
  };
}

function decoded(group: Group, bytes: Uint8Array): NoblePoint {
  const point = decodeNoble(NOBLE_CURVES['bls12-381'], group, 'zcash', bytes);
  if (typeof point === 'string') throw new Error(`an honest point is ${point}`);
  return point;
}

/** The same point turned over, or twice as much. */
const otherPoint: PointChange = (contribution, roll) => {
  const { group, point } = pick(contribution, roll);
  const found = decoded(group, point);
  point.set(encodePoint(group, roll(2) === 0 ? found.negate() : found.double()));
};

/** Every power times one factor: the ratios hold, the first is no generator. */
const rescaled: PointChange = ({ contributions }, roll) => {
  const sub = contributions[roll(contributions.length)]!;
  const group = roll(2) === 0 ? 'G1' : 'G2';
  const all = group === 'G1' ? sub.g1 : sub.g2;
  const factor = BigInt(2 + roll(1_000));
  for (let at = 0; at < all.length; at += WIDTH[group]) {
    const point = decoded(group, all.subarray(at, at + WIDTH[group]));
    all.set(encodePoint(group, point.multiply(factor)), at);
  }
};

const swapped: PointChange = ({ contributions }, roll) => {
  const sub = contributions[roll(contributions.length)]!;
  const group = roll(2) === 0 ? 'G1' : 'G2';
  const all = group === 'G1' ? sub.g1 : sub.g2;
  const count = all.length / WIDTH[group];
  const [a, step] = [roll(count), 1 + roll(count - 1)];
  const b = (a + step) % count;
  const width = WIDTH[group];
  const held = all.slice(a * width, (a + 1) * width);
  all.copyWithin(a * width, b * width, (b + 1) * width);
  all.set(held, b * width);
};

const repeated: PointChange = ({ contributions }, roll) => {
  const sub = contributions[roll(contributions.length)]!;
  const group = roll(2) === 0 ? 'G1' : 'G2';
  const all = group === 'G1' ? sub.g1 : sub.g2;
  const width = WIDTH[group];
  const count = all.length / width;
  const a = roll(count);
  const b = (a + 1 + roll(count - 1)) % count;
  all.copyWithin(b * width, a * width, (a + 1) * width);
};

const bitFlip: PointChange = (contribution, roll) => {
  const { point } = pick(contribution, roll);
  const bit = roll(point.length * 8);
  point[bit >> 3]! ^= 1 << (bit & 7);
};

const pubkeysSwapped: PointChange = ({ contributions }) => {
  const [a, b] = contributions as [SubContribution, SubContribution];
  [a.potPubkey, b.potPubkey] = [b.potPubkey, a.potPubkey];
};

/** Every list kept, and some of them of another length; the counts say so. */
const recounted: PointChange = (contribution, roll) => {
  const { contributions } = contribution;
  const index = roll(contributions.length);
  const sub = contributions[index]!;
  const group = roll(2) === 0 ? 'G1' : 'G2';
  const key = group === 'G1' ? 'g1' : 'g2';
  const width = WIDTH[group];
  const longer = () => new Uint8Array(Buffer.concat([sub[key], sub[key].subarray(-width)]));
  switch (roll(6)) {
    case 0:
      sub[key] = sub[key].slice(0, -width);
      break;
    case 1:
      sub[key] = longer();
      break;
    case 2:
      sub[key] = new Uint8Array(0);
      break;
    case 3:
      contributions.splice(index, 1);
      break;
    case 4:
      contributions.push(structuredClone(sub));
      break;
    default:
      contributions.reverse();
  }
  for (const one of contributions) {
    one.numG1Powers = one.g1.length / WIDTH.G1;
    one.numG2Powers = one.g2.length / WIDTH.G2;
  }
};

const POINTS: Record<string, PointChange> = {
  'a bit of a point': bitFlip,
  'two points swapped': swapped,
  'a point repeated': repeated,
  'a point off the curve or outside the subgroup': replace((group) =>
    besidePoints(group).map(({ bytes }) => bytes),
  ),
  'a point ill encoded': replace((group) => illEncoded(group).map(({ bytes }) => bytes)),
  infinity: replace((group) => [encodedInfinity(group)]),
  'the generator in a place': (contribution, roll) => {
    const found = pick(contribution, roll);
    // In the first place it belongs.
    const point =
      found.at === 0 && found.all.length > 96
        ? found.all.subarray(WIDTH[found.group], 2 * WIDTH[found.group])
        : found.point;
    point.set(encodePoint(found.group, pointOf[found.group].BASE));
  },
  'another point': otherPoint,
  'all powers times a factor': rescaled,
  'two public keys swapped': pubkeysSwapped,
  'other counts': recounted,
};

const DEEP = 200_000;

const TEXTS: Record<string, TextChange> = {
  'a bit of the text': (text, roll) => {
    const bytes = new Uint8Array(Buffer.from(text));
    bytes[roll(bytes.length)]! ^= 1 << roll(8);
    return bytes;
  },
  'the text cut off': (text, roll) => text.slice(0, roll(text.length)),
  'a piece taken out': (text, roll) => {
    const at = roll(text.length - 1);
    return text.slice(0, at) + text.slice(at + 1 + roll(300));
  },
  'deep lists': (text, roll) => text.replace('{"num', `{"x":${'['.repeat(DEEP + roll(DEEP))},"num`),
  'deep objects': (text, roll) => text.replace('{"num', `{"x":${'{"a":'.repeat(DEEP + roll(1_000))}1,"num`),
  'a huge number': (text, roll) =>
    text.replace(/"numG1Powers":\d+/, `"numG1Powers":${'9'.repeat(1 + roll(300_000))}`),
  'a huge list': (text, roll) => {
    const [point] = /"0x[0-9a-f]{96}"/.exec(text)!;
    return text.replace(point, `${point},`.repeat(1_000 + roll(30_000)) + point);
  },
  'a huge text': (text, roll) => text.replace('"0x', `"0x${'ab'.repeat(100_000 + roll(500_000))}`),
  'more than is taken': (text, roll) => text + ' '.repeat(10_485_761 + roll(1_000)),
  'counts that are not the lengths': (text, roll) =>
    text.replace(/"numG([12])Powers":\d+/, (_, group) => `"numG${group}Powers":${100 + roll(1_000_000)}`),
  'capital digits': (text) =>
    text.replace(/"0x[0-9a-f]+"/, (point) => point.toUpperCase().replace('0X', '0x')),
  'a key twice': (text) => text.replace('"potPubkey":', '"potPubkey":"0x00","potPubkey":'),
  'another key': (text, roll) => text.replace('{', `{"key${roll(1_000)}":0,`),
  'no text at all': (_, roll) => new Uint8Array(Array.from({ length: roll(2_000) }, () => roll(256))),
};

const KINDS = [...Object.keys(POINTS), ...Object.keys(TEXTS)];

/** Case number `index`; kinds take turns. `honest` is not changed and carries no signatures. */
export function hostile(honest: BatchContribution, index: number, roll: Dice): Hostile {
  const what = KINDS[index % KINDS.length]!;
  if (what in POINTS) return { what, ...bent(honest, what, roll) };
  const text = Buffer.from(encodeContribution(honest, { signatures: 'omit' })).toString();
  const changed = TEXTS[what]!(text, roll);
  return { what, body: typeof changed === 'string' ? new Uint8Array(Buffer.from(changed)) : changed };
}

/** One that reads as a contribution: only its points or their numbers are wrong. */
export function hostilePoints(
  honest: BatchContribution,
  index: number,
  roll: Dice,
): Hostile & { contribution: BatchContribution } {
  const kinds = Object.keys(POINTS);
  const what = kinds[index % kinds.length]!;
  return { what, ...bent(honest, what, roll) };
}

function bent(honest: BatchContribution, what: string, roll: Dice) {
  const contribution = structuredClone(honest);
  POINTS[what]!(contribution, roll);
  return { contribution, body: encodeContribution(contribution, { signatures: 'omit' }) };
}
