/** verification.md §0: containers, encodings, groups. */
import type { Group } from '@brebaje/curves/engine';
import { sizesOf } from '@brebaje/groth16/curve';
import { integerBytes, u32Bytes } from '@brebaje/groth16/little-endian';
import { badPoints } from '@brebaje/groth16/testing/bad-points';
import { zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { slimBytes } from '@brebaje/groth16/testing/made-zkey';
import { chunksOf, joined } from '../mutate/container.ts';
import { uploadOutcome } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import { inSection, type Row, row, withHeader, withPoint, withRecord } from './row.ts';

/** The upload after one contribution, with its bytes changed. */
export const bytesChanged = (change: (bytes: Uint8Array) => Uint8Array) => async (stage: Stage) => {
  const bytes = change(await slimBytes(stage.states[2]));
  return uploadOutcome(stage, () => zkeyIn(bytes, 'slim'));
};

/** The same with one section's content changed, its length told as it is. */
export const sectionChanged = (id: number, change: (content: Uint8Array) => Uint8Array) =>
  bytesChanged((bytes) =>
    joined(
      'zkey',
      chunksOf(bytes).map((one) => (one.id === id ? { ...one, content: change(one.content) } : one)),
    ),
  );

const containers: Row[] = [
  row(
    '0.2',
    'bytes behind the last section',
    'file trailing-bytes',
    bytesChanged((b) => Uint8Array.of(...b, 0)),
  ),
  row(
    '0.2',
    'the last byte missing',
    'file truncated 10',
    bytesChanged((b) => b.slice(0, -1)),
  ),
  row(
    '0.2',
    'a length near 2^64',
    'file truncated 2',
    bytesChanged((b) => {
      const bytes = b.slice();
      bytes.set(integerBytes(2n ** 64n - 1n, 8), 16);
      return bytes;
    }),
  ),
  row(
    '0.2',
    'more sections than there are',
    'file truncated',
    bytesChanged((b) => {
      const bytes = b.slice();
      bytes.set(u32Bytes(5), 8);
      return bytes;
    }),
  ),
  row(
    '0.2',
    'millions of sections',
    'file sections',
    bytesChanged((b) => {
      const bytes = b.slice();
      bytes.set(u32Bytes(0xffff_ffff), 8);
      return bytes;
    }),
  ),
  row(
    '0.2',
    'another version',
    'file not-this-format',
    bytesChanged((b) => b.with(4, 2)),
  ),
  row(
    '0.2',
    'another format',
    'file not-this-format',
    bytesChanged((b) => b.with(0, 0x70)),
  ),
  row(
    '0.2',
    'a section twice',
    'file sections 9',
    bytesChanged((b) => {
      const chunks = chunksOf(b);
      return joined('zkey', [...chunks, chunks[2]!]);
    }),
  ),
  row(
    '0.2',
    'sections in another order',
    'file sections',
    bytesChanged((b) => {
      const [header, l, h, records] = chunksOf(b);
      return joined('zkey', [header!, h!, l!, records!]);
    }),
  ),
  row(
    '0.2',
    'a section that no zkey has',
    'file sections',
    bytesChanged((b) => joined('zkey', [...chunksOf(b), { id: 11, content: new Uint8Array(4) }])),
  ),
  row('0.2', 'whole, a contribution in the order of a genesis', 'file sections', async (stage) => {
    const chunks = chunksOf(await stage.whole(stage.states[2]));
    const order = [1, 2, 4, 3, 9, 8, 5, 6, 7, 10];
    const bytes = joined(
      'zkey',
      order.map((id) => chunks.find((one) => one.id === id)!),
    );
    return uploadOutcome(stage, () => zkeyIn(bytes));
  }),
  ...[
    [2, 0, 0, 0],
    [1, 1, 0, 0],
    [1, 0, 0, 1],
  ].map((protocol) =>
    row('0.2', `a key of the proof system ${protocol}`, 'file not-this-format 1', async (stage) => {
      const bytes = await inSection(await stage.whole(stage.states[2]), 1, (c) => c.set(protocol));
      return uploadOutcome(stage, () => zkeyIn(bytes));
    }),
  ),
  ...(
    [
      [1, [1, 0, 0, 0, 0]],
      [1, [1, 0, 0]],
      [4, [0, 0, 0]],
    ] as const
  ).map(([id, content]) =>
    row('0.2', `section ${id} of ${content.length} bytes`, `file section-length ${id}`, async (stage) => {
      const chunks = chunksOf(await stage.whole(stage.states[2]));
      const bytes = joined(
        'zkey',
        chunks.map((one) => (one.id === id ? { id, content: Uint8Array.from(content) } : one)),
      );
      return uploadOutcome(stage, () => zkeyIn(bytes));
    }),
  ),
  row(
    '0.2',
    'another base field',
    'file curve 2',
    sectionChanged(2, (c) => c.with(4, c[4]! ^ 1)),
  ),
  row(
    '0.2',
    'a base field of 2^32 bytes',
    'file curve 2',
    sectionChanged(2, (c) => c.with(3, 255)),
  ),
  row('0.2', 'another scalar field', 'file curve 2', async (stage) => {
    const at = 8 + sizesOf(stage.curve).coordinate;
    return sectionChanged(2, (c) => c.with(at, c[at]! ^ 1))(stage);
  }),
  row('0.2', 'a file of five bytes', 'file truncated', (stage) =>
    uploadOutcome(stage, () => zkeyIn(new TextEncoder().encode('zkey1'), 'slim')),
  ),
];

/** On the other curve a header is then longer than any. */
const longerPrimes: Row[] = (
  [
    ['base', 0, 32],
    ['scalar', 36, 32],
  ] as const
).map(([name, at, size]) =>
  row(
    '0.2',
    `a ${name} field written with a byte more`,
    'file curve 2',
    sectionChanged(2, (c) => {
      const prime = c.subarray(at + 4, at + 4 + size);
      return Uint8Array.of(
        ...c.subarray(0, at),
        size + 1,
        0,
        0,
        0,
        ...prime,
        0,
        ...c.subarray(at + 4 + size),
      );
    }),
    'bn254',
  ),
);

/** Every kind of point that is none, at every place that has points. */
function badPointRows(): Row[] {
  const rows: Row[] = [];
  const kinds: Record<Group, string[]> = {
    G1: ['infinity', 'not-canonical', 'not-on-curve', 'not-in-subgroup'],
    G2: ['infinity', 'not-canonical', 'not-on-curve', 'not-in-subgroup'],
  };
  const made = (stage: Stage, group: Group, code: string, point: Uint8Array) => {
    const found = badPoints(stage.curve, group).find(([one]) => one === code);
    if (!found) throw new Error(`no point of ${group} is ${code} on ${stage.curve}`);
    return found[1](point);
  };
  const places: {
    name: string;
    group: Group;
    section: number;
    index?: number;
    change: (stage: Stage, make: (point: Uint8Array) => Uint8Array) => Stage['states'][0];
  }[] = [
    ...(['s', 'sx', 'spx'] as const).map((name) => ({
      name: `the record’s ${name}`,
      group: name === 'spx' ? ('G2' as const) : ('G1' as const),
      section: 10,
      index: 1,
      change: ({ states }: Stage, make: (point: Uint8Array) => Uint8Array) =>
        withRecord(states[2], { [name]: make(states[2].records.list[1]![name]) }),
    })),
    {
      name: 'δ₁ and the record’s',
      group: 'G1',
      section: 2,
      change: ({ states }, make) => {
        const delta1 = make(states[2].header.delta1);
        return withRecord(withHeader(states[2], { delta1 }), { deltaAfter: delta1 });
      },
    },
    {
      name: 'δ₂',
      group: 'G2',
      section: 2,
      change: ({ states }, make) => withHeader(states[2], { delta2: make(states[2].header.delta2) }),
    },
    ...(['l', 'h'] as const).map((name) => ({
      name: name === 'l' ? 'L' : 'H',
      group: 'G1' as const,
      section: name === 'l' ? 8 : 9,
      index: 4,
      change: ({ states }: Stage, make: (point: Uint8Array) => Uint8Array) =>
        withPoint(states[2], name, 4, make),
    })),
  ];
  for (const { name, group, section, index, change } of places) {
    for (const code of kinds[group]) {
      const item =
        code === 'not-in-subgroup' || code === 'not-on-curve' ? '0.3' : code === 'infinity' ? '1.4' : '0.2';
      const told = name === 'L' && code === 'infinity' ? 'infinity-moved' : code;
      const only = code === 'not-in-subgroup' && group === 'G1' ? ('bls12-381' as const) : undefined;
      const expected = ['format', told, section, ...(index === undefined ? [] : [index])].join(' ');
      const parts = (stage: Stage) => change(stage, (point) => made(stage, group, code, point));
      rows.push(
        row(
          item,
          `${name} ${code}`,
          expected,
          (stage) => uploadOutcome(stage, () => stage.slim(parts(stage))),
          only,
        ),
      );
    }
  }
  return rows;
}

export const CONTAINERS: Row[] = [...containers, ...longerPrimes, ...badPointRows()];
