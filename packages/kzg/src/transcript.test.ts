import { describe, expect, test } from 'vitest';
import { G1_GENERATOR, G2_GENERATOR } from './generators.ts';
import { toHex } from './hex.ts';
import { ETHEREUM_SIZES, type SubPowers } from './sizes.ts';
import { collect, reopenable, sampleBytes, sampleRecord, utf8 } from './testing/samples.ts';
import { transcriptChunks, type WitnessRecord } from './transcript.ts';

function powers(sizes: { g1: number; g2: number }[]): { subs: SubPowers[] } {
  return {
    subs: sizes.map((size, index) => ({
      g1: sampleBytes(size.g1 * 48, index),
      g2: sampleBytes(size.g2 * 96, index),
    })),
  };
}

const SMALL = powers([
  { g1: 4, g2: 2 },
  { g1: 8, g2: 3 },
]);

async function length(pieces: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const piece of pieces) bytes += piece.length;
  return bytes;
}

/** The transcript as one value, in the order that files have. */
function plain(state: { subs: SubPowers[] }, records: WitnessRecord[]) {
  const hex = (bytes: Uint8Array | null) => (bytes ? `0x${toHex(bytes)}` : '');
  const rows = (bytes: Uint8Array, width: number) =>
    Array.from({ length: bytes.length / width }, (_, row) =>
      hex(bytes.subarray(row * width, (row + 1) * width)),
    );
  return {
    transcripts: state.subs.map((sub, index) => ({
      numG1Powers: sub.g1.length / 48,
      numG2Powers: sub.g2.length / 96,
      powersOfTau: { G1Powers: rows(sub.g1, 48), G2Powers: rows(sub.g2, 96) },
      witness: {
        runningProducts: [hex(G1_GENERATOR), ...records.map((record) => hex(record.subs[index]!.product))],
        potPubkeys: [hex(G2_GENERATOR), ...records.map((record) => hex(record.subs[index]!.pubkey))],
        blsSignatures: ['', ...records.map((record) => hex(record.subs[index]!.bls))],
      },
    })),
    participantIds: ['', ...records.map((record) => record.identity)],
    participantEcdsaSignatures: ['', ...records.map((record) => hex(record.ecdsa))],
  };
}

describe('bytes at Ethereum’s sizes', () => {
  const state = powers(ETHEREUM_SIZES);
  test('without a contribution, pretty', async () => {
    expect(await length(transcriptChunks(state, reopenable([])))).toBe(6_937_987);
  });
});

describe('bytes of a contribution to four sub-ceremonies', () => {
  const state = powers(ETHEREUM_SIZES.map(() => ({ g1: 2, g2: 2 })));
  test.each([
    ['signed', true, 1_922],
    ['bls-only', true, 1_790],
    ['unsigned', true, 1_398],
    ['signed', false, 1_780],
  ] as const)('%s, pretty: %s', async (kind, pretty, bytes) => {
    const with_ = async (records: WitnessRecord[]) =>
      length(transcriptChunks(state, reopenable(records), { pretty }));
    const before = await with_([sampleRecord(4, 1, 'signed')]);
    expect((await with_([sampleRecord(4, 1, 'signed'), sampleRecord(4, 2, kind)])) - before).toBe(bytes);
  });
});

describe('transcriptChunks', () => {
  const records = [
    sampleRecord(2, 10, 'signed'),
    { ...sampleRecord(2, 20, 'unsigned'), identity: 'git|17|Zoë "Z"\\' },
    sampleRecord(2, 30, 'bls-only'),
  ];
  test('is laid out as JSON.stringify does', async () => {
    const json = plain(SMALL, records);
    const pretty = await collect(transcriptChunks(SMALL, reopenable(records)));
    expect(pretty).toEqual(utf8(JSON.stringify(json, null, 2)));
    const compact = await collect(transcriptChunks(SMALL, reopenable(records), { pretty: false }));
    expect(compact).toEqual(utf8(JSON.stringify(json)));
  });
  test('gives pieces of at most 64 KiB and does not run ahead of who reads them', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => sampleRecord(2, index, 'signed'));
    let ahead = 0;
    let behind = 0;
    const counted = async function* () {
      for (const record of many) {
        ahead++;
        yield record;
      }
    };
    for await (const piece of transcriptChunks(SMALL, counted)) {
      expect(piece.length).toBeLessThanOrEqual(65_536);
      behind = Math.max(behind, ahead);
      ahead = 0;
    }
    expect(behind).toBeLessThan(2_000);
  });
  test('throws when the records change between openings', async () => {
    let opened = 0;
    const changing = async function* () {
      yield* opened++ < 3 ? records : records.slice(1);
    };
    await expect(collect(transcriptChunks(SMALL, changing))).rejects.toThrow(/has 2 records/);
  });
});
