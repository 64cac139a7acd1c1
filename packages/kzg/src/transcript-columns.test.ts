import { describe, expect, test } from 'vitest';
import { collect, reopenable, sampleBytes, sampleRecord, utf8 } from './testing/samples.ts';
import { transcriptChunks } from './transcript.ts';
import { transcriptColumns, transcriptOfColumns } from './transcript-columns.ts';

const state = {
  subs: [1, 2].map((seed) => ({ g1: sampleBytes(4 * 48, seed), g2: sampleBytes(2 * 96, seed) })),
};
const records = [
  sampleRecord(2, 10, 'signed'),
  { ...sampleRecord(2, 20, 'unsigned'), identity: 'git|17|Zoë "Z"\\\n\ud800' },
  sampleRecord(2, 30, 'bls-only'),
];

describe('a transcript of columns', () => {
  test.each([0, 1, 2, 3])('of %i contributions is the one of its records', async (count) => {
    const first = records.slice(0, count);
    const texts = transcriptColumns(2).map(({ text }) => first.map(text).join(''));
    const pieces = transcriptOfColumns(state, async function* (index) {
      yield utf8(texts[index]!);
    });
    expect(await collect(pieces)).toEqual(await collect(transcriptChunks(state, reopenable(first))));
  });

  test('has a column for every list, in the order of the file', () => {
    const ofSub = ['runningProducts', 'potPubkeys', 'blsSignatures'];
    expect(transcriptColumns(2).map(({ key }) => key)).toEqual([
      ...ofSub,
      ...ofSub,
      'participantIds',
      'participantEcdsaSignatures',
    ]);
  });
});
