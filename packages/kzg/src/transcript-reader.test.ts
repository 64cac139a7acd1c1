import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFileColumns } from './column-file.ts';
import { createMemoryColumns } from './column-memory.ts';
import type { ColumnStore } from './column-store.ts';
import { FormatError } from './format-error.ts';
import { G1_GENERATOR, G2_GENERATOR } from './generators.ts';
import {
  collect,
  reopenable,
  SAMPLE_ETH_IDENTITY,
  sampleBytes,
  sampleRecord,
  utf8,
} from './testing/samples.ts';
import { type TranscriptSource, transcriptChunks, type WitnessRecord } from './transcript.ts';
import { readTranscript } from './transcript-reader.ts';

const STATE = {
  subs: [
    { g1: sampleBytes(4 * 48, 1), g2: sampleBytes(2 * 96, 2) },
    { g1: sampleBytes(6 * 48, 3), g2: sampleBytes(3 * 96, 4) },
  ],
};
const RECORDS = [
  sampleRecord(2, 10, 'signed'),
  { ...sampleRecord(2, 20, 'unsigned'), identity: 'git|18446744073709551615|Zoë' },
  sampleRecord(2, 30, 'bls-only'),
];

async function* cut(bytes: Uint8Array, places: number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const place of [...places, bytes.length].sort((a, b) => a - b)) {
    yield bytes.slice(from, place);
    from = place;
  }
}

/** The records that a source holds, without the origin, read `step` at a time. */
async function recordsOf(source: TranscriptSource, step: number): Promise<WitnessRecord[]> {
  const records: WitnessRecord[] = [];
  for (let from = 1; from < source.count; from += step) {
    const segment = await source.segment(from, Math.min(source.count, from + step));
    for (let row = 0; row < segment.count; row++) {
      records.push({
        identity: segment.identities[row]!,
        ecdsa: segment.ecdsa[row]!,
        subs: segment.subs.map((sub) => ({
          product: sub.products.slice(row * 48, (row + 1) * 48),
          pubkey: sub.pubkeys.slice(row * 96, (row + 1) * 96),
          bls: sub.signed[row] ? sub.bls.slice(row * 48, (row + 1) * 48) : null,
        })),
      });
    }
  }
  return records;
}

const WHOLE = await collect(transcriptChunks(STATE, reopenable(RECORDS)));

const STORES: [string, () => Promise<ColumnStore>][] = [
  ['memory', async () => createMemoryColumns()],
  ['files', () => createFileColumns()],
];

describe.each(STORES)('readTranscript into %s', (_, create) => {
  test('gives what was written, the origin first', async () => {
    const store = await create();
    try {
      const source = await readTranscript(cut(WHOLE, []), store);
      expect(source.sizes).toEqual([
        { g1: 4, g2: 2 },
        { g1: 6, g2: 3 },
      ]);
      expect(source.state).toEqual(STATE);
      expect(source.count).toBe(4);
      const origin = await source.segment(0, 1);
      expect(origin).toMatchObject({ from: 0, count: 1, identities: [''], ecdsa: [null] });
      for (const sub of origin.subs) {
        expect(sub).toEqual({
          products: G1_GENERATOR,
          pubkeys: G2_GENERATOR,
          bls: new Uint8Array(48),
          signed: Uint8Array.of(0),
        });
      }
      for (const step of [1, 2, 5]) expect(await recordsOf(source, step)).toEqual(RECORDS);
      expect((await source.segment(4, 4)).subs[1]!.products).toHaveLength(0);
      await expect(source.segment(2, 5)).rejects.toThrow(RangeError);
      await expect(source.segment(-1, 2)).rejects.toThrow(RangeError);
      await expect(source.segment(2, 1)).rejects.toThrow(RangeError);
    } finally {
      await store.close();
    }
  });

  test('reads thousands of records in segments', async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => ({
      ...sampleRecord(2, index, (['signed', 'bls-only', 'unsigned'] as const)[index % 3]!),
      identity: index % 2 ? SAMPLE_ETH_IDENTITY : `git|${index}|login${index}`,
    }));
    const store = await create();
    try {
      const source = await readTranscript(
        transcriptChunks(STATE, reopenable(many), { pretty: false }),
        store,
      );
      expect(await recordsOf(source, 1_024)).toEqual(many);
    } finally {
      await store.close();
    }
  });
});

test('what waits in memory is small, however long a piece is', async () => {
  const many = Array.from({ length: 3_000 }, (_, index) => sampleRecord(2, index, 'signed'));
  const whole = await collect(transcriptChunks(STATE, reopenable(many)));
  const columns = createMemoryColumns();
  let largest = 0;
  const store: ColumnStore = {
    close: () => columns.close(),
    async column(name) {
      const column = await columns.column(name);
      return {
        length: 0,
        read: (offset, length) => column.read(offset, length),
        append(bytes) {
          largest = Math.max(largest, bytes.length);
          return column.append(bytes);
        },
      };
    },
  };
  await readTranscript(cut(whole, []), store);
  expect(whole.length).toBeGreaterThan(3_000_000);
  expect(largest).toBeLessThan(65_536);
});

test('pieces may be cut anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(WHOLE.length), { maxLength: 60 }), async (places) => {
      const source = await readTranscript(cut(WHOLE, places), createMemoryColumns());
      expect(source.state).toEqual(STATE);
      expect(await recordsOf(source, 2)).toEqual(RECORDS);
    }),
    { numRuns: 60 },
  );
});

test('one byte at a time', async () => {
  const everywhere = Array.from(WHOLE, (_, place) => place);
  const source = await readTranscript(cut(WHOLE, everywhere), createMemoryColumns());
  expect(await recordsOf(source, 2)).toEqual(RECORDS);
});

test('keys in any order', async () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, reversed(inner)]),
    );
  };
  const text = JSON.stringify(reversed(JSON.parse(new TextDecoder().decode(WHOLE))));
  const source = await readTranscript(cut(utf8(text), []), createMemoryColumns());
  expect(await recordsOf(source, 2)).toEqual(RECORDS);
});

describe('refuses', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a transcript bent into wrong shapes
  const bent = (bend: (json: any) => void): Uint8Array => {
    const json = JSON.parse(new TextDecoder().decode(WHOLE));
    bend(json);
    return utf8(JSON.stringify(json));
  };
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const cases: [string, (json: any) => void, RegExp][] = [
    [
      'another key',
      (j) => {
        j.more = 1;
      },
      /more: no such key/,
    ],
    [
      'another key of a sub-transcript',
      (j) => {
        j.transcripts[1].more = 1;
      },
      /transcripts\[1\]\.more: no such key/,
    ],
    [
      'another key of a witness',
      (j) => {
        j.transcripts[1].witness.more = 1;
      },
      /witness\.more: no such key/,
    ],
    [
      'no witness',
      (j) => {
        delete j.transcripts[0].witness;
      },
      /"witness" is missing/,
    ],
    [
      'no participants',
      (j) => {
        delete j.participantIds;
      },
      /"participantIds" is missing/,
    ],
    [
      'a number that is not the length',
      (j) => {
        j.transcripts[0].numG2Powers = 9;
      },
      /transcripts\[0\]: numG2Powers is 9/,
    ],
    [
      'a product too few',
      (j) => {
        j.transcripts[1].witness.runningProducts.pop();
      },
      /transcripts\[1\]\.witness\.runningProducts has 3 entries/,
    ],
    [
      'a key too many',
      (j) => {
        j.transcripts[0].witness.potPubkeys.push(j.transcripts[0].witness.potPubkeys[1]);
      },
      /potPubkeys has 5 entries/,
    ],
    [
      'a BLS signature too few',
      (j) => {
        j.transcripts[0].witness.blsSignatures.pop();
      },
      /blsSignatures has 3 entries/,
    ],
    [
      'an ECDSA signature too few',
      (j) => {
        j.participantEcdsaSignatures.pop();
      },
      /participantEcdsaSignatures has 3 entries/,
    ],
    [
      'an identity too few',
      (j) => {
        j.participantIds.pop();
      },
      /there are 3 participantIds/,
    ],
    [
      'a participant who is none',
      (j) => {
        j.participantIds[2] = 'eth|0xAB';
      },
      /participantIds\[2\]: expected an identity/,
    ],
    [
      'a participant as number',
      (j) => {
        j.participantIds[2] = 7;
      },
      /participantIds\[2\]/,
    ],
    [
      'an empty product',
      (j) => {
        j.transcripts[0].witness.runningProducts[1] = '';
      },
      /runningProducts\[1\]: expected G1 point/,
    ],
    [
      'a malformed signature',
      (j) => {
        j.participantEcdsaSignatures[1] = '0x00';
      },
      /participantEcdsaSignatures\[1\]/,
    ],
    [
      'no records at all',
      (j) => {
        j.participantIds = [];
        j.participantEcdsaSignatures = [];
        for (const sub of j.transcripts)
          sub.witness = { runningProducts: [], potPubkeys: [], blsSignatures: [] };
      },
      /not even the origin/,
    ],
  ];
  test.each(cases)('%s', async (_, bend, message) => {
    const reading = readTranscript(cut(bent(bend), [100, 2_000]), createMemoryColumns());
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ kind: 'shape' });
  });
  test('more than the limits', async () => {
    const read = (limits: Parameters<typeof readTranscript>[2]) =>
      readTranscript(cut(WHOLE, []), createMemoryColumns(), limits);
    await expect(read({ maxSubs: 1 })).rejects.toThrow(/more than 1 entries/);
    await expect(read({ maxPowers: 5 })).rejects.toThrow(/more than 5 entries/);
    await expect(read({ maxRecords: 3 })).rejects.toThrow(/more than 3 entries/);
    await expect(read({ maxSubs: 2, maxPowers: 6, maxRecords: 4 })).resolves.toBeDefined();
  });
  test('a text that ends early or goes on', async () => {
    for (const bytes of [WHOLE.subarray(0, -1), utf8(`${new TextDecoder().decode(WHOLE)}x`), utf8('')]) {
      const reading = readTranscript(cut(bytes, []), createMemoryColumns());
      await expect(reading).rejects.toMatchObject({ kind: 'syntax' });
    }
  });
  test('mutated bytes with nothing but FormatError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(WHOLE.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const bytes = WHOLE.slice();
        bytes[place]! ^= change;
        await readTranscript(cut(bytes, [place]), createMemoryColumns()).catch((error) => {
          if (!(error instanceof FormatError)) throw error;
        });
      }),
      { numRuns: 300 },
    );
  });
});
