import { joinBytes } from '@brebaje/curves/bytes';
import type { Engine, Points } from '@brebaje/curves/engine';
import { decodeOrRefuse } from '../verify/verdict.ts';
import { type PtauRecord, RECORD_POINTS, SECRETS, type SecretName } from './records.ts';
import { SECTION } from './sections.ts';

/** What the secrets multiply to after a contribution, each a batch of one. */
export type StatePoints = Readonly<Record<(typeof RECORD_POINTS)[number][0], Points>>;

/** A record's points, each a batch of one. */
export interface RecordPoints extends StatePoints {
  readonly key: Readonly<Record<SecretName, { s: Points; sx: Points; spx: Points }>>;
}

/** Before the first contribution every secret is one. */
export function generators(engine: Engine): StatePoints {
  const points = RECORD_POINTS.map(([name, group]) => [name, engine.generator(group)] as const);
  return Object.fromEntries(points) as Record<(typeof RECORD_POINTS)[number][0], Points>;
}

/** Decodes a record's points strictly; none may be infinity. Throws Refused. */
export async function decodeRecord(engine: Engine, record: PtauRecord, index: number): Promise<RecordPoints> {
  const decode = async (group: 'G1' | 'G2', list: readonly Uint8Array[]) => {
    const points = await decodeOrRefuse(
      () => engine.decode(group, 'lem', joinBytes(list)),
      () => ({ section: SECTION.records, index, name: `a point of record ${index + 1}` }),
    );
    return list.map((_, i) => engine.slice(points, i, i + 1));
  };
  const { key } = record;
  const [tauG1, alphaG1, betaG1, ...pairs] = await decode('G1', [
    record.tauG1,
    record.alphaG1,
    record.betaG1,
    ...SECRETS.flatMap((name) => [key[name].s, key[name].sx]),
  ]);
  const [tauG2, betaG2, ...proofs] = await decode('G2', [
    record.tauG2,
    record.betaG2,
    ...SECRETS.map((name) => key[name].spx),
  ]);
  const keys = SECRETS.map((name, i) => {
    return [name, { s: pairs[2 * i]!, sx: pairs[2 * i + 1]!, spx: proofs[i]! }] as const;
  });
  return {
    tauG1: tauG1!,
    tauG2: tauG2!,
    alphaG1: alphaG1!,
    betaG1: betaG1!,
    betaG2: betaG2!,
    key: Object.fromEntries(keys) as RecordPoints['key'],
  };
}
