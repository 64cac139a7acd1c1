import { isZero } from '@brebaje/curves/bytes';
import type { Engine, Points } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { decodeHeader } from '../chain/chain-points.ts';
import { isDivided } from '../chain/divided-pairs.ts';
import { decodeChunk } from '../chain/divided-points.ts';
import { COMBINATION_BYTES, sumOf } from '../chain/pairs.ts';
import { combinationScalars, combinationSeed, type Divided } from '../chain/point-sums.ts';
import { sizesOf } from '../curve.ts';
import type { Records } from '../zkey/records.ts';
import { SECTION, type Zkey, zkeySection } from '../zkey/zkey.ts';
import { type Refusal, Refused } from './verdict.ts';
import { requireStep, stepOf } from './verify-contribution.ts';

/** Points that noble combines to confirm that L or H are wrong among them: a second's work. */
const FEW = 512;

/** What was compared when an upload was refused. */
export interface Compared {
  /** Whole or slim, as the upload. */
  readonly genesis: Zkey;
  readonly records: Pick<Records, 'list'>;
  readonly upload: Zkey;
}

/**
 * Whether noble agrees with the refusal of a contribution: nobody loses a turn by one engine's word. Header, record
 * and every equation but that of L and H are computed by it alone; a bad point is decoded by it. Where L or H is not
 * that of the genesis over δ, `engine` narrows the place down to a few points, whose equation noble then computes.
 * What is refused by comparing bytes needs no engine.
 */
export async function confirmRefusal(
  engine: Engine,
  compared: Compared,
  refusal: Refusal,
  few = FEW,
): Promise<boolean> {
  if (refusal.check === 'consistency') return true;
  const noble = createNobleEngine(engine.curve);
  const section =
    refusal.section === SECTION.l || refusal.section === SECTION.h ? refusal.section : undefined;
  if (section === undefined) return isThrown(refusal, () => requireSmall(noble, compared));
  if (refusal.check === 'mathematical') return isWrong(engine, noble, compared, { section, few });
  const { index = 0, code } = refusal;
  if (code === 'infinity-moved') return infinityDiffers(compared, section, index);
  const bytes = await pointsOf(compared.upload, section, index, index + 1);
  return isThrown(refusal, () => decodeChunk(noble, { section, from: index, bytes }));
}

/** Whether the check throws the same refusal. */
async function isThrown({ check, code }: Refusal, run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return false;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.refusal.check === check && error.refusal.code === code;
  }
}

async function requireSmall(noble: Engine, { records, upload }: Compared): Promise<void> {
  const points = await decodeHeader(noble, upload.header);
  const index = records.list.length;
  const step = await stepOf(noble, records, upload.records.list[index]!, upload);
  await requireStep(noble, { step, points, index });
}

async function pointsOf(
  zkey: Zkey,
  section: Divided,
  first: number,
  last: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { G1 } = sizesOf(zkey.header.curve);
  const { from } = zkeySection(zkey, section);
  return zkey.source.read(from + first * G1, from + last * G1);
}

async function infinityDiffers(
  { genesis, upload }: Compared,
  section: Divided,
  index: number,
): Promise<boolean> {
  const [then, now] = await Promise.all(
    [genesis, upload].map((zkey) => pointsOf(zkey, section, index, index + 1)),
  );
  return isZero(then!, 0, then!.length) !== isZero(now!, 0, now!.length);
}

/** Consecutive points of both files, combined alike. */
interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly before: Points;
  readonly after: Points;
}

async function isWrong(
  engine: Engine,
  noble: Engine,
  { genesis, upload }: Compared,
  { section, few }: { section: Divided; few: number },
): Promise<boolean> {
  const seed = combinationSeed();
  const stretch = async (by: Engine, first: number, last: number): Promise<Stretch> => {
    const scalars = combinationScalars(seed, first, last - first);
    const sum = async (zkey: Zkey) => {
      const bytes = await pointsOf(zkey, section, first, last);
      return by.msm(await decodeChunk(by, { section, from: first, bytes }), scalars, COMBINATION_BYTES);
    };
    return { first, last, before: await sum(genesis), after: await sum(upload) };
  };
  const count = zkeySection(upload, section).size / sizesOf(upload.header.curve).G1;
  let left: Stretch[] = [];
  for (let at = 0; at < count; at += few) {
    left.push(await stretch(engine, at, Math.min(at + few, count)));
  }
  const delta2 = await engine.decode('G2', 'lem', upload.header.delta2);
  while (left.length > 1) {
    const half = left.slice(0, left.length >> 1);
    const of = (name: 'before' | 'after') =>
      sumOf(
        engine,
        half.map((one) => one[name]),
      );
    // Where the first half is right, the second one is not, or nothing is: noble will say.
    left = (await isDivided(engine, await of('after'), delta2, await of('before')))
      ? left.slice(half.length)
      : half;
  }
  const [last] = left;
  if (!last) return false;
  const { before, after } = await stretch(noble, last.first, last.last);
  return !(await isDivided(noble, after, await noble.decode('G2', 'lem', upload.header.delta2), before));
}
