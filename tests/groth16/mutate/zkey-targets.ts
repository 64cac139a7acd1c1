/** Zkeys, slim and whole, as a server, a contributor's client, and everybody meets them. */
import { contributeBeacon } from '@brebaje/groth16/chain/contribute';
import { stateHash } from '@brebaje/groth16/chain/state-hash';
import { sizesOf } from '@brebaje/groth16/curve';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { type SlimParts, slimBytes, slimParts } from '@brebaje/groth16/testing/made-zkey';
import { HEADER_POINTS } from '@brebaje/groth16/zkey/header';
import type { ContributionRecord } from '@brebaje/groth16/zkey/records';
import { pointCounts, type Zkey, zkeySection } from '@brebaje/groth16/zkey/zkey';
import { step } from '../hostile.ts';
import { chainOutcome, clientOutcome, genesisOutcome, uploadOutcome } from '../outcome.ts';
import { BEACON, SECRETS, type Stage } from '../stage.ts';
import { chunksOf } from './container.ts';
import { containerFields } from './container-fields.ts';
import { pointPlaces } from './point-places.ts';
import type { FieldPlace, PointPlace, Target } from './target.ts';

type Kind = Zkey['kind'];

const NAMES = { 3: 'IC', 5: 'A', 6: 'B1', 7: 'B2', 8: 'L', 9: 'H' } as const;
const RECORD_POINTS = [
  ['deltaAfter', 'G1'],
  ['s', 'G1'],
  ['sx', 'G1'],
  ['spx', 'G2'],
] as const;

function pointsOf(zkey: Zkey): PointPlace[] {
  const { curve } = zkey.header;
  const sizes = sizesOf(curve);
  const { found, row } = pointPlaces(sizes);
  row(HEADER_POINTS, zkeySection(zkey, 2).from + 4 + sizes.coordinate + 4 + sizes.scalar + 12);
  const records = zkeySection(zkey, 10).from;
  for (const i of zkey.records.list.keys()) {
    const names = RECORD_POINTS.map(([name, group]) => [`${name} of record ${i + 1}`, group] as const);
    row(names, records + zkey.records.offsets[i]!);
  }
  for (const [id, count] of Object.entries(pointCounts(zkey.header))) {
    const section = zkey.sections.get(Number(id));
    if (!section) continue;
    const name = NAMES[Number(id) as 3];
    const group = Number(id) === 7 ? 'G2' : 'G1';
    row(
      Array.from({ length: count }, (_, i) => [`point ${i} of ${name}`, group] as const),
      section.from,
    );
  }
  return found;
}

function fieldsOf(bytes: Uint8Array, zkey: Zkey): FieldPlace[] {
  const { curve } = zkey.header;
  const { coordinate, scalar, G1, G2 } = sizesOf(curve);
  const header = zkeySection(zkey, 2).from;
  const sizes = header + 4 + coordinate + 4 + scalar;
  const fields: FieldPlace[] = [
    ...containerFields(bytes),
    { name: 'bytes of q', at: header, size: 4 },
    { name: 'q', at: header + 4, size: 8 },
    { name: 'bytes of r', at: header + 4 + coordinate, size: 4 },
    { name: 'r', at: header + 8 + coordinate, size: 8 },
    { name: 'nVars', at: sizes, size: 4 },
    { name: 'nPublic', at: sizes + 4, size: 4 },
    { name: 'domainSize', at: sizes + 8, size: 4 },
  ];
  const protocol = zkey.sections.get(1);
  if (protocol) fields.push({ name: 'protocol', at: protocol.from, size: 4 });
  const coefficients = zkey.sections.get(4);
  if (coefficients) {
    fields.push({ name: 'coefficients', at: coefficients.from, size: 4 });
    for (const [i, name] of ['matrix', 'row', 'wire', 'value'].entries())
      fields.push({ name: `the first coefficient’s ${name}`, at: coefficients.from + 4 + 4 * i, size: 4 });
  }
  const records = zkeySection(zkey, 10).from;
  fields.push(
    { name: 'the circuit’s hash', at: records, size: 8 },
    { name: 'records', at: records + 64, size: 4 },
  );
  for (const i of zkey.records.list.keys()) {
    const end = records + zkey.records.offsets[i]! + 3 * G1 + G2;
    const of = `of record ${i + 1}`;
    fields.push(
      { name: `the transcript ${of}`, at: end, size: 8 },
      { name: `the type ${of}`, at: end + 64, size: 4 },
      { name: `the length of parameters ${of}`, at: end + 68, size: 4 },
      { name: `the first tag ${of}`, at: end + 72, size: 1 },
      { name: `the length of the name ${of}`, at: end + 73, size: 1 },
    );
  }
  return fields;
}

type Records = readonly ContributionRecord[];

/** Records taken out, repeated, in another order, relabelled, renamed. */
function recordChanges(list: Records): [string, Records][] {
  const changes: [string, Records][] = [['no records', []]];
  for (const [i, record] of list.entries()) {
    const number = i + 1;
    const as = (change: Partial<ContributionRecord>) => list.with(i, { ...record, ...change });
    changes.push(
      [`without record ${number}`, list.toSpliced(i, 1)],
      [`record ${number} twice`, list.toSpliced(i, 0, record)],
      [`record ${number} once more at the end`, [...list, record]],
      [`records from ${number} on left out`, list.slice(0, i)],
      [`record ${number} called the beacon’s`, as({ type: 'beacon', beacon: BEACON })],
      [
        `record ${number} called another beacon’s`,
        as({ type: 'beacon', beacon: { ...BEACON, exponent: 11 } }),
      ],
      [`record ${number} called a person’s`, as({ type: 'person', beacon: undefined })],
      [`record ${number} renamed`, as({ name: 'Mallory' })],
      [`record ${number} without name`, as({ name: undefined })],
      [`record ${number} with an empty name`, as({ name: '' })],
    );
    for (const [j, other] of list.entries()) {
      if (j <= i) continue;
      changes.push([`records ${number} and ${j + 1} exchanged`, list.with(i, other).with(j, record)]);
      for (const name of ['deltaAfter', 's', 'sx', 'spx', 'transcript'] as const)
        changes.push([`${name} of record ${j + 1} in record ${number}`, as({ [name]: other[name] })]);
    }
  }
  return changes;
}

const equal = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/** A record without its name, so that it can be compared. */
const nameless = (record: ContributionRecord) => JSON.stringify({ ...record, name: undefined });

export const ORDER = 'the order of sections';
export const NEWEST_NAME = 'the newest record’s name';
export const NAME = 'a record’s name';

/** How a zkey that is not the same bytes means the same as another one, if it does. */
async function sameZkey(original: Uint8Array, bytes: Uint8Array, kind: Kind): Promise<string | undefined> {
  const [then, now] = [await zkeyIn(original, kind), await zkeyIn(bytes, kind)];
  const contents = (of: Uint8Array) =>
    new Map(chunksOf(of).flatMap(({ id, content }) => (id === 10 ? [] : [[id, content] as const])));
  const [before, after] = [contents(original), contents(bytes)];
  for (const [id, content] of before)
    if (!equal(content, after.get(id) ?? new Uint8Array(0))) return undefined;
  if (before.size !== after.size || !equal(then.records.circuitHash, now.records.circuitHash))
    return undefined;
  const [old, young] = [then.records.list, now.records.list];
  if (old.length !== young.length || old.some((one, i) => nameless(one) !== nameless(young[i]!)))
    return undefined;
  const renamed = old.flatMap(({ name }, i) => (name === young[i]!.name ? [] : [i]));
  if (renamed.length === 0) return ORDER;
  return renamed.length === 1 && renamed[0] === old.length - 1 ? NEWEST_NAME : NAME;
}

interface Made {
  readonly name: string;
  readonly kind: Kind;
  readonly parts: SlimParts;
  readonly other: SlimParts;
  readonly judge: (open: () => Promise<Zkey>, bytes: Uint8Array) => Promise<string>;
  readonly meanings: readonly string[];
}

async function targetOf(stage: Stage, { name, kind, parts, other, judge, meanings }: Made): Promise<Target> {
  const written = (from: SlimParts) => (kind === 'slim' ? slimBytes(from) : stage.whole(from));
  const bytes = await written(parts);
  const zkey = await zkeyIn(bytes, kind);
  const spliced = await written(other);
  const records: [string, Uint8Array][] = [];
  for (const [what, list] of recordChanges(parts.records.list)) {
    const changed = await written({ ...parts, records: { ...parts.records, list } });
    if (!equal(changed, bytes)) records.push([what, changed]);
  }
  return {
    name,
    format: 'zkey',
    bytes,
    other: spliced,
    encoding: 'lem',
    points: pointsOf(zkey),
    fields: fieldsOf(bytes, zkey),
    records,
    share: name === 'a final zkey' ? 0.05 : 0.5,
    judge: (changed) => judge(() => zkeyIn(changed, kind), changed),
    // What was spliced at its beginning is the other sound file.
    same: async (changed) =>
      (await sameZkey(bytes, changed, kind)) ?? (await sameZkey(spliced, changed, kind)),
    meanings,
  };
}

/** Each as it is judged in a ceremony. */
export async function zkeyTargets(stage: Stage): Promise<Target[]> {
  const { engine, states } = stage;
  const [begun, before, parts] = states;
  const other = await step(engine, before, { secret: 11n ** 60n, name: 'somebody else' });
  const { output } = await contributeBeacon(engine, await stage.slim(parts), BEACON, { name: 'beacon' });
  const sealed = await slimParts(await zkeyIn(await bytesOf(output), 'slim'));
  const rival = await step(engine, parts, { secret: SECRETS[0], type: 'beacon', beacon: BEACON });
  const state = await stateHash(await stage.slim(parts));
  const upload = (open: () => Promise<Zkey>) => uploadOutcome(stage, open);
  return Promise.all(
    [
      { name: 'a slim upload', kind: 'slim', parts, other, judge: upload, meanings: [NEWEST_NAME] },
      { name: 'a whole upload', kind: 'whole', parts, other, judge: upload, meanings: [NEWEST_NAME] },
      {
        name: 'a final zkey',
        kind: 'whole',
        parts: sealed,
        other: rival,
        judge: (open: () => Promise<Zkey>) => chainOutcome(stage, open, { beacon: BEACON }),
        // Names are bound by receipts and by the log, and by nothing in the file.
        meanings: [NEWEST_NAME, NAME],
      },
      {
        name: 'a state that a client is handed',
        kind: 'slim',
        parts,
        other,
        judge: async (open: () => Promise<Zkey>) => {
          try {
            return await clientOutcome(stage, await slimParts(await open()), { state });
          } catch (error) {
            // What is no file is refused before there are parts.
            return upload(() => Promise.reject(error));
          }
        },
        meanings: [],
      },
      {
        name: 'a genesis',
        kind: 'whole',
        parts: begun,
        other: before,
        judge: (_: () => Promise<Zkey>, bytes: Uint8Array) => genesisOutcome(stage, bytes),
        meanings: [ORDER],
      },
    ].map((made) => targetOf(stage, made as Made)),
  );
}
