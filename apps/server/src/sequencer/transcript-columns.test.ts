import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collect, reopenable, sampleBytes, sampleRecord } from '@brebaje/kzg/testing/samples';
import { transcriptChunks, type WitnessRecord } from '@brebaje/kzg/transcript';
import { transcriptOfColumns } from '@brebaje/kzg/transcript-columns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChainAt, TranscriptColumns } from './transcript-columns.ts';

const CIRCUIT = 7;
const SUBS = 2;
const COLUMNS = 3 * SUBS + 2;
const state = {
  subs: [1, 2].map((seed) => ({ g1: sampleBytes(4 * 48, seed), g2: sampleBytes(3 * 96, seed) })),
};
const KINDS = ['signed', 'bls-only', 'unsigned'] as const;

/** A contribution of a chain; with another seed that of another one. */
function record(position: number, seed = 0): WitnessRecord {
  const sample = sampleRecord(SUBS, 1000 * seed + position, KINDS[position % 3]!);
  return position % 4 === 0 ? { ...sample, identity: `git|${position}|Zoë "Z"\\` } : sample;
}

let folder: string;
let chain: WitnessRecord[];
let genesis: string;
/** Positions that were read, from and to, since a test emptied it. */
let reads: [number, number][];
let columns: TranscriptColumns;
const opened: TranscriptColumns[] = [];

function start(kept = true): TranscriptColumns {
  columns = new TranscriptColumns(
    { folder, kept },
    {
      markOf: async (_, position) => chain[position - 1] && String(chain[position - 1]!.subs[0]!.product),
      async *records(_, from, to) {
        reads.push([from, to]);
        for (const one of chain.slice(from - 1, to)) yield one;
      },
    },
  );
  opened.push(columns);
  return columns;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'brebaje-columns-'));
  genesis = 'genesis';
  chain = [];
  reads = [];
  start();
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

const grow = (to: number, seed = 0) => {
  while (chain.length < to) chain.push(record(chain.length + 1, seed));
};
const look = async (): Promise<ChainAt> => ({
  circuitId: CIRCUIT,
  genesis,
  subs: SUBS,
  position: chain.length,
});
const open = async () =>
  (await columns.upTo(CIRCUIT, look)).columns.snapshot((column) => transcriptOfColumns(state, column));
const text = async (chunks: AsyncIterable<Uint8Array>) => Buffer.from(await collect(chunks)).toString();
const download = async () => text((await open())());
/** What was sent before there were columns. */
const expected = (records = chain) => text(transcriptChunks(state, reopenable(records)));
const file = (column: number) => join(folder, String(CIRCUIT), `column-${column}`);
const note = () => join(folder, String(CIRCUIT), 'columns.json');

describe.each([
  ['that are kept', true],
  ['without a name', false],
])('columns %s', (_, kept) => {
  it.each([0, 1, 2, 30, 600])('give the transcript of %i contributions', async (count) => {
    start(kept);
    grow(count);
    expect(await download()).toBe(await expected());
  });

  it('read every contribution once, and none for a download', async () => {
    start(kept);
    for (const to of [2, 2, 3, 3, 5]) {
      grow(to);
      expect(await download()).toBe(await expected());
    }
    expect(reads).toEqual([
      [1, 2],
      [3, 3],
      [4, 5],
    ]);
  });

  it('share one catching up, and stay as they were for who reads them meanwhile', async () => {
    start(kept);
    grow(2);
    const before = await open();
    const reading = before();
    const first = (await reading.next()).value as Uint8Array;
    const then = await expected();
    grow(30);
    const [a, b] = await Promise.all([download(), download()]);
    expect([a, b]).toEqual([await expected(), await expected()]);
    expect(reads).toHaveLength(2);
    expect(Buffer.from(first).toString() + (await text(reading))).toBe(then);
    expect(await text(before())).toBe(then);
  });

  it('go to their end for who reads them when they are closed, and no further', async () => {
    start(kept);
    grow(3);
    const before = await open();
    const reading = before();
    const first = (await reading.next()).value as Uint8Array;
    await columns.close();
    expect(Buffer.from(first).toString() + (await text(reading))).toBe(await expected());
    await expect(text(before())).rejects.toThrow('made anew');
    await expect(open()).rejects.toThrow('stops');
  });
});

describe('a chain', () => {
  it('that misses a contribution is refused, and goes on where it was when it is there', async () => {
    grow(2);
    await download();
    grow(4);
    const ahead = async () => ({ ...(await look()), position: 5 });
    await expect(columns.upTo(CIRCUIT, ahead)).rejects.toThrow('the chain ends at 4, not at 5');
    grow(5);
    reads = [];
    expect(await download()).toBe(await expected());
    expect(reads).toEqual([[3, 5]]);
  });

  it('that cannot be looked up holds up nobody', async () => {
    const lost = columns.upTo(CIRCUIT, () => Promise.reject(new Error('no database')));
    const next = download();
    await expect(lost).rejects.toThrow('no database');
    expect(await next).toBe(await expected());
  });
});

it('gives pieces of at most 64 KiB', async () => {
  grow(1_500);
  let largest = 0;
  for await (const piece of (await open())()) largest = Math.max(largest, piece.length);
  expect(largest).toBe(65_536);
});

it('leaves nothing under a name when columns are not kept', async () => {
  start(false);
  grow(2);
  await download();
  expect(readdirSync(folder)).toEqual([]);
});

describe('the next start', () => {
  /** Ends the process after `disk` has had its way, and starts another one. */
  async function restart(disk: () => unknown = () => {}): Promise<void> {
    await columns.close();
    disk();
    start();
    reads = [];
  }

  beforeEach(async () => {
    grow(10);
    await download();
    grow(12);
    await download();
  });

  it('goes on with what is there, for its owner only', async () => {
    await restart();
    expect(await download()).toBe(await expected());
    expect(reads).toEqual([]);
    grow(14);
    expect(await download()).toBe(await expected());
    expect(reads).toEqual([[13, 14]]);
    expect(readdirSync(join(folder, String(CIRCUIT)))).toHaveLength(COLUMNS + 1);
    for (const path of [file(0), file(COLUMNS - 1), note()]) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, String(CIRCUIT))).mode & 0o777).toBe(0o700);
  });

  it('drops what was appended before the note was written', async () => {
    const old = readFileSync(note());
    grow(14);
    await download();
    await restart(() => writeFileSync(note(), old));
    appendFileSync(file(3), 'half an it');
    expect(await download()).toBe(await expected());
    expect(reads).toEqual([[13, 14]]);
    grow(15);
    await restart();
    expect(await download()).toBe(await expected());
    expect(reads).toEqual([[15, 15]]);
  });

  it.each<[string, () => unknown]>([
    ['a column is gone', () => rmSync(file(2))],
    ['a column is shorter', () => truncateSync(file(1), statSync(file(1)).size - 1)],
    ['a column is empty', () => truncateSync(file(1), 0)],
    [
      'a column holds something else',
      () => {
        const bytes = readFileSync(file(6));
        bytes[100]! ^= 1;
        writeFileSync(file(6), bytes);
      },
    ],
    ['the note is gone', () => rmSync(note())],
    ['the note is no JSON', () => writeFileSync(note(), '{"chain":')],
    ['the note is of something else', () => writeFileSync(note(), '{"columns":[]}')],
    ['all is gone', () => rmSync(join(folder, String(CIRCUIT)), { recursive: true })],
    ['the chain is shorter', () => chain.splice(8)],
    [
      'the chain is shorter and went on otherwise',
      () => {
        chain.splice(8);
        grow(20, 1);
      },
    ],
    [
      'the chain begins with something else',
      () => {
        genesis = 'another';
      },
    ],
  ])('makes them anew when %s', async (_, disk) => {
    await restart(disk);
    expect(await download()).toBe(await expected());
    expect(reads).toEqual([[1, chain.length]]);
    await restart();
    expect(await download()).toBe(await expected());
    expect(reads).toEqual([]);
  });
});

describe('while the server runs', () => {
  beforeEach(async () => {
    grow(5);
    await download();
    reads = [];
  });

  it.each<[string, () => unknown]>([
    ['a file is removed', () => rmSync(file(0))],
    ['a file is cut', () => truncateSync(file(0), 10)],
    ['the folder is removed', () => rmSync(folder, { recursive: true })],
    ['the chain goes back', () => chain.splice(3)],
  ])('makes them anew when %s', async (_, disk) => {
    disk();
    expect(await download()).toBe(await expected());
    grow(7);
    expect(await download()).toBe(await expected());
    expect(reads.at(0)?.at(0)).toBe(1);
  });
});
