import { stateHash } from '@brebaje/groth16/chain/state-hash';
import { sizesOf } from '@brebaje/groth16/curve';
import { u32Bytes } from '@brebaje/groth16/little-endian';
import { zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { headerBytes } from '@brebaje/groth16/zkey/header';
import { recordsBytes } from '@brebaje/groth16/zkey/records';
import { chunksOf, joined } from '../mutate/container.ts';
import { chainOutcome, clientOutcome, genesisOutcome, uploadOutcome } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import { sectionChanged } from './containers.ts';
import { inPoint, inSection, type Row, row, withPoint, withRecord } from './row.ts';

const objects: Row[] = [
  ...[3, 4, 5, 6, 7].map((id) =>
    row('1.1', `section ${id} is not the genesis’`, 'consistency other-circuit', async (stage) => {
      const bytes = await inSection(await stage.whole(stage.states[2]), id, (content) => {
        content[content.length - 1]! ^= 1;
      });
      return uploadOutcome(stage, () => zkeyIn(bytes));
    }),
  ),
  row('1.1', 'two immutable sections change places', 'consistency other-circuit', async (stage) => {
    const chunks = chunksOf(await stage.whole(stage.states[2]));
    const content = (id: number) => chunks.find((one) => one.id === id)!.content;
    const other: Record<number, number> = { 5: 6, 6: 5 };
    const bytes = joined(
      'zkey',
      chunks.map(({ id }) => ({ id, content: content(other[id] ?? id) })),
    );
    return uploadOutcome(stage, () => zkeyIn(bytes));
  }),
  row('1.2', 'a state that is not the promised one', 'consistency state', async (stage) => {
    const [, base, next] = stage.states;
    const state = await stateHash(await stage.slim(next));
    return clientOutcome(stage, base, { state });
  }),
  row('1.2', 'a state whose name is not the promised one', 'consistency state', async (stage) => {
    const [, base] = stage.states;
    const state = await stateHash(await stage.slim(base));
    return clientOutcome(stage, withRecord(base, { name: 'Person 1' }), { state });
  }),
  ...(['longer', 'shorter'] as const).flatMap((how) =>
    ([8, 9] as const).map((id) =>
      row('1.3', `section ${id} one point ${how}`, `file section-length ${id}`, async (stage) => {
        const { G1 } = sizesOf(stage.curve);
        const change = (c: Uint8Array) =>
          how === 'longer' ? Uint8Array.of(...c, ...c.subarray(0, G1)) : c.slice(G1);
        return sectionChanged(id, change)(stage);
      }),
    ),
  ),
  row('1.3', 'one point of IC less', 'file section-length 3', async (stage) => {
    const chunks = chunksOf(await stage.whole(stage.states[2]));
    const { G1 } = sizesOf(stage.curve);
    const bytes = joined(
      'zkey',
      chunks.map((one) => (one.id === 3 ? { ...one, content: one.content.slice(G1) } : one)),
    );
    return uploadOutcome(stage, () => zkeyIn(bytes));
  }),
  row('1.3', 'a point of L called one of IC', 'consistency other-circuit 2', async (stage) => {
    const { header, l, ...rest } = stage.states[2];
    const { G1 } = sizesOf(stage.curve);
    const parts = { ...rest, header: { ...header, nPublic: header.nPublic + 1 }, l: l.slice(G1) };
    return uploadOutcome(stage, () => stage.slim(parts));
  }),
  row('1.3', 'a domain that is no power of two', 'file value 2', async (stage) => {
    const { header } = stage.states[2];
    return sectionChanged(2, () => headerBytes({ ...header, domainSize: 33 }))(stage);
  }),
  ...[0, 1].map((domainSize) =>
    row('1.3', `a domain of ${domainSize}`, 'file value 2', async (stage) => {
      const { header } = stage.states[2];
      return sectionChanged(2, () => headerBytes({ ...header, domainSize }))(stage);
    }),
  ),
  // On the other curve there are roots for every domain whose size can be written.
  row(
    '1.3',
    'a domain without roots of unity',
    'file value 2',
    async (stage) => {
      const { header } = stage.states[2];
      return sectionChanged(2, () => headerBytes({ ...header, domainSize: 2 ** 29 }))(stage);
    },
    'bn254',
  ),
  row('1.3', 'more public wires than wires', 'file value 2', async (stage) => {
    const { header } = stage.states[2];
    return sectionChanged(2, () => headerBytes({ ...header, nPublic: header.nVars }))(stage);
  }),
  row(
    '1.3',
    'a header that is longer than it must be',
    'file section-length 2',
    sectionChanged(2, (c) => Uint8Array.of(...c, 0)),
  ),
  row('1.4', 'an unused wire’s infinity filled', 'format infinity-moved 8 19', async (stage) => {
    const [, , parts] = stage.states;
    const other = parts.l.slice(0, sizesOf(stage.curve).G1);
    const last = parts.l.length / sizesOf(stage.curve).G1 - 1;
    return uploadOutcome(stage, () => stage.slim(withPoint(parts, 'l', last, () => other)));
  }),
  row('1.4', 'infinity in IC', 'format infinity 3 1', async (stage) =>
    genesisOutcome(stage, await inPoint(stage, stage.genesis, 3, 1, (point) => point.fill(0))),
  ),
  row('1.4', 'infinity in H of a genesis', 'format infinity 9 7', async (stage) =>
    genesisOutcome(stage, await inPoint(stage, stage.genesis, 9, 7, (point) => point.fill(0))),
  ),
];

/** The end of the newest record as bytes: type, length, parameters. */
const parametersAre =
  (type: number, parameters: readonly number[], length = parameters.length) =>
  (stage: Stage) => {
    const { records } = stage.states[2];
    const { list, circuitHash } = records;
    const bare = recordsBytes(
      circuitHash,
      list.map((one, i) => (i === 1 ? { ...one, name: undefined } : one)),
    );
    const content = Uint8Array.of(...bare.slice(0, -8), ...u32Bytes(type, length), ...parameters);
    return sectionChanged(10, () => content)(stage);
  };

const NAME = [1, 1, 65];
const records: Row[] = [
  row('1.5', 'a type that there is not', 'file value 10', parametersAre(2, [...NAME, 2, 10, 3, 1, 5])),
  row('1.5', 'a tag twice', 'file value 10', parametersAre(0, [...NAME, ...NAME])),
  row('1.5', 'tags that descend', 'file value 10', parametersAre(1, [2, 10, ...NAME, 3, 1, 5])),
  row('1.5', 'an unknown tag', 'file value 10', parametersAre(0, [...NAME, 4])),
  row('1.5', 'a tag of zero', 'file value 10', parametersAre(0, [0, ...NAME])),
  row('1.5', 'parameters that are cut off', 'file value 10', parametersAre(0, [1, 2, 65])),
  row('1.5', 'more than 1 KiB of parameters', 'file value 10', parametersAre(0, Array(1025).fill(1))),
  row('1.5', 'parameters longer than the file', 'file section-length 10', parametersAre(0, NAME, 4)),
  row('1.5', 'bytes behind the parameters', 'file section-length 10', parametersAre(0, NAME, 0)),
  row('1.5', 'a name that is not UTF-8', 'file value 10', parametersAre(0, [1, 1, 0xff])),
  row('1.5', 'a person’s with a beacon’s exponent', 'file value 10', parametersAre(0, [...NAME, 2, 10])),
  row('1.5', 'a person’s with a beacon', 'file value 10', parametersAre(0, [...NAME, 3, 1, 5])),
  row('1.5', 'a beacon’s without exponent', 'file value 10', parametersAre(1, [...NAME, 3, 1, 5])),
  row('1.5', 'a beacon’s without beacon', 'file value 10', parametersAre(1, [...NAME, 2, 10])),
  row('1.5', 'a beacon of no bytes', 'file value 10', parametersAre(1, [...NAME, 2, 10, 3, 0])),
  row('1.5', 'more records than there are', 'file section-length 10', async (stage) => {
    const at = 64;
    return sectionChanged(10, (c) => c.with(at, 3))(stage);
  }),
  row('1.5', 'fewer records than there are', 'file section-length 10', async (stage) => {
    const at = 64;
    return sectionChanged(10, (c) => c.with(at, 1))(stage);
  }),
  row('1.5', 'of a whole file, too', 'file value 10', async (stage) => {
    const bytes = await stage.whole(stage.states[2]);
    const { offsets } = (await zkeyIn(bytes)).records;
    const { name } = stage.states[2].records.list[1]!;
    const parameters = 2 + new TextEncoder().encode(name).length;
    const broken = await inSection(bytes, 10, (content) => {
      content[offsets[2]! - parameters - 8] = 7;
    });
    return chainOutcome(stage, () => zkeyIn(broken));
  }),
];

export const OBJECTS: Row[] = [...objects, ...records];
