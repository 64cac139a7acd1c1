/** Files of phase 1: powers of tau, challenges and responses. */
import { sizesOf } from '@brebaje/groth16/curve';
import { memorySink } from '@brebaje/groth16/files/sink';
import { memorySource } from '@brebaje/groth16/files/source';
import { exportChallenge, openChallenge, respond } from '@brebaje/groth16/ptau/challenge';
import { HASH_STATE_BYTES } from '@brebaje/groth16/ptau/hash-state';
import { importResponse } from '@brebaje/groth16/ptau/import-response';
import { preparePtau } from '@brebaje/groth16/ptau/prepare';
import type { Ptau } from '@brebaje/groth16/ptau/ptau';
import { type PtauRecord, RECORD_POINTS, recordsBytes, SECRETS } from '@brebaje/groth16/ptau/records';
import { compressedSize, responsePointsSize } from '@brebaje/groth16/ptau/response';
import { groupOf, POWERS, type PowersId, pointCount, TABLES } from '@brebaje/groth16/ptau/sections';
import { verifyPtau } from '@brebaje/groth16/ptau/verify-ptau';
import { personStream } from '@brebaje/groth16/random/generators';
import { bytesOf } from '@brebaje/groth16/testing/bytes-of';
import { contributed, ptauIn, startOf } from '@brebaje/groth16/testing/made-ptau';
import { outcomeOf, phase1Outcome } from '../outcome.ts';
import { BEACON, type Stage } from '../stage.ts';
import { chunksOf, joined } from './container.ts';
import { containerFields } from './container-fields.ts';
import { pointPlaces } from './point-places.ts';
import type { FieldPlace, PointPlace, Target } from './target.ts';
import { ORDER } from './zkey-targets.ts';

const POWER = 1;

const equal = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/** Bytes of a record before its hash state, after it and its challenge. */
function recordSizes({ header: { curve } }: Ptau): { points: number; fixed: number } {
  const { G1, G2 } = sizesOf(curve);
  const points = 9 * G1 + 5 * G2;
  return { points, fixed: points + HASH_STATE_BYTES + 64 };
}

/** Where each record begins in the file. */
function recordPlaces(ptau: Ptau): number[] {
  const { from } = ptau.sections.get(7)!;
  return ptau.records.map((_, i) => from + recordsBytes(ptau.records.slice(0, i)).length);
}

function pointsOf(ptau: Ptau): PointPlace[] {
  const { curve, power } = ptau.header;
  const { found, row } = pointPlaces(sizesOf(curve));
  for (const [i, at] of recordPlaces(ptau).entries()) {
    const key = [
      ...SECRETS.flatMap((name) => [`s of ${name}`, `sx of ${name}`].map((one) => [one, 'G1'] as const)),
      ...SECRETS.map((name) => [`spx of ${name}`, 'G2'] as const),
    ];
    row(
      [...RECORD_POINTS, ...key].map(([name, group]) => [`${name} of record ${i + 1}`, group] as const),
      at,
    );
  }
  for (const id of [...POWERS, ...TABLES]) {
    const section = ptau.sections.get(id);
    if (!section) continue;
    const names = Array.from({ length: pointCount(id, power) }, (_, i) => `point ${i} of section ${id}`);
    row(
      names.map((name) => [name, groupOf(id)] as const),
      section.from,
    );
  }
  return found;
}

function fieldsOf(bytes: Uint8Array, ptau: Ptau): FieldPlace[] {
  const header = ptau.sections.get(1)!.from;
  const { coordinate } = sizesOf(ptau.header.curve);
  const fields: FieldPlace[] = [
    ...containerFields(bytes),
    { name: 'bytes of q', at: header, size: 4 },
    { name: 'q', at: header + 4, size: 8 },
    { name: 'the power', at: header + 4 + coordinate, size: 4 },
    { name: 'the ceremony’s power', at: header + 8 + coordinate, size: 4 },
    { name: 'records', at: ptau.sections.get(7)!.from, size: 4 },
  ];
  const { points, fixed } = recordSizes(ptau);
  for (const [i, at] of recordPlaces(ptau).entries()) {
    const of = `of record ${i + 1}`;
    fields.push(
      { name: `the hash state’s value ${of}`, at: at + points + 128, size: 8 },
      { name: `the bytes compressed ${of}`, at: at + points + 192, size: 8 },
      { name: `the bytes waiting ${of}`, at: at + points + 200, size: 8 },
      { name: `the next challenge ${of}`, at: at + points + HASH_STATE_BYTES, size: 8 },
      { name: `the type ${of}`, at: at + fixed, size: 4 },
      { name: `the length of parameters ${of}`, at: at + fixed + 4, size: 4 },
      { name: `the first tag ${of}`, at: at + fixed + 8, size: 1 },
      { name: `the length of the name ${of}`, at: at + fixed + 9, size: 1 },
    );
  }
  return fields;
}

function recordChanges(list: readonly PtauRecord[]): [string, readonly PtauRecord[]][] {
  const [first, second] = list as [PtauRecord, PtauRecord];
  const as = (i: number, change: Partial<PtauRecord>) => list.with(i, { ...list[i]!, ...change });
  return [
    ['no records', []],
    ['the first record alone', [first]],
    ['the second record alone', [second]],
    ['records exchanged', [second, first]],
    ['the first record twice', [first, first, second]],
    ['the second record twice', [first, second, second]],
    ['all called beacons’', list.map((one) => ({ ...one, type: 'beacon', beacon: BEACON }))],
    ['the second called a beacon’s', as(1, { type: 'beacon', beacon: BEACON })],
    ['the first renamed', as(0, { name: 'Mallory' })],
    ['the second without name', as(1, { name: undefined })],
    ['the first with the second’s key', as(0, { key: second.key })],
    ['the first with the second’s challenge', as(0, { nextChallenge: second.nextChallenge })],
    ['the second with the first’s points', as(1, { tauG1: first.tauG1, tauG2: first.tauG2 })],
    ['the second with the first’s hash state', as(1, { hashState: first.hashState })],
  ];
}

const LEFT_OVER = 'what is left over in the state of a hash';
const EARLIER = 'the state of an earlier response’s hash, whose points are gone';
const NAMES = 'names';

/** How a ptau means the same as another one, if it does. */
async function samePtau(original: Uint8Array, bytes: Uint8Array): Promise<string | undefined> {
  const [then, now] = [await ptauIn(original), await ptauIn(bytes)];
  const contents = (of: Uint8Array) => new Map(chunksOf(of).map(({ id, content }) => [id, content]));
  const [before, after] = [contents(original), contents(bytes)];
  for (const [id, content] of before) {
    if (id !== 7 && !equal(content, after.get(id) ?? new Uint8Array(0))) return undefined;
  }
  if (then.records.length !== now.records.length) return undefined;
  const meanings = new Set<string>();
  const waiting = responsePointsSize(then.header.curve, then.header.power) % 128;
  for (const [i, record] of then.records.entries()) {
    const other = now.records[i]!;
    const rest = (one: PtauRecord) =>
      recordsBytes([{ ...one, name: undefined, hashState: new Uint8Array(216) }]);
    if (!equal(rest(record), rest(other))) return undefined;
    if (record.name !== other.name) meanings.add(NAMES);
    if (equal(record.hashState, other.hashState)) continue;
    const meant = (state: Uint8Array) => state.slice(0, 208).fill(0, waiting, 128);
    if (equal(meant(record.hashState), meant(other.hashState))) meanings.add(LEFT_OVER);
    else if (i < then.records.length - 1) meanings.add(EARLIER);
    else return undefined;
  }
  return [...meanings].join(' and ') || ORDER;
}

async function ptauTarget(stage: Stage): Promise<Target> {
  const { engine } = stage;
  const make = async () => {
    const two = await contributed(await contributed(await startOf(engine, POWER), engine), engine);
    return bytesOf(preparePtau(two, engine));
  };
  const [bytes, other] = [await make(), await make()];
  const ptau = await ptauIn(bytes);
  const chunks = chunksOf(bytes);
  const withRecords = (records: readonly PtauRecord[]) =>
    joined(
      'ptau',
      chunks.map((one) => (one.id === 7 ? { ...one, content: recordsBytes(records) } : one)),
    );
  return {
    name: 'powers of tau',
    format: 'ptau',
    bytes,
    other,
    encoding: 'lem',
    points: pointsOf(ptau),
    fields: fieldsOf(bytes, ptau),
    records: recordChanges(ptau.records).map(([what, list]) => [what, withRecords(list)] as const),
    share: 0.1,
    judge: (changed) => phase1Outcome(stage, changed),
    same: async (changed) => (await samePtau(bytes, changed)) ?? (await samePtau(other, changed)),
    meanings: [
      ORDER,
      NAMES,
      LEFT_OVER,
      EARLIER,
      `${NAMES} and ${LEFT_OVER}`,
      `${NAMES} and ${EARLIER}`,
      `${LEFT_OVER} and ${EARLIER}`,
    ],
  };
}

/** The places of all powers in a file without container, whose points begin behind a hash. */
function powersAt(size: (id: PowersId) => number): PointPlace[] {
  let at = 64;
  return POWERS.flatMap((id) => {
    const count = pointCount(id, POWER);
    const from = at;
    at += size(id);
    const each = size(id) / count;
    return Array.from({ length: count }, (_, i) => ({
      name: `point ${i} of section ${id}`,
      group: groupOf(id),
      at: from + i * each,
    }));
  });
}

/** A challenge is whatever a response that is taken answers: it is judged with its response. */
async function challengeTargets(stage: Stage): Promise<Target[]> {
  const { engine, curve } = stage;
  const ptau = await contributed(await startOf(engine, POWER), engine);
  const challenge = await bytesOf(exportChallenge(ptau, engine));
  const other = await bytesOf(
    exportChallenge(await contributed(await startOf(engine, POWER), engine), engine),
  );
  const answer = (bytes: Uint8Array) =>
    bytesOf(respond(openChallenge(memorySource(bytes), curve), { engine, stream: personStream() }));
  const imported = (response: Uint8Array) =>
    outcomeOf(async () => {
      const sink = memorySink();
      await importResponse(ptau, memorySource(response), sink, { engine });
      return verifyPtau(await ptauIn(sink.bytes()), engine);
    });
  const response = await answer(challenge);
  const nothing = async () => undefined;
  const none = { share: 0.3, format: undefined, fields: [], records: [], same: nothing, meanings: [] };
  return [
    {
      ...none,
      name: 'a challenge',
      bytes: challenge,
      other,
      encoding: 'u',
      points: powersAt((id) => pointCount(id, POWER) * sizesOf(curve)[groupOf(id)]),
      judge: (changed) =>
        outcomeOf(async () => {
          const said = await imported(await answer(changed));
          return said === 'accepted' ? { ok: true } : Promise.reject(new Said(said));
        }).catch((error: unknown) => {
          if (error instanceof Said) return error.message;
          throw error;
        }),
    },
    {
      ...none,
      name: 'a response',
      bytes: response,
      other: await answer(challenge),
      encoding: 'c',
      points: powersAt((id) => compressedSize(curve, id, POWER)),
      judge: imported,
    },
  ];
}

class Said extends Error {}

export async function phase1Targets(stage: Stage): Promise<Target[]> {
  return [await ptauTarget(stage), ...(await challengeTargets(stage))];
}
