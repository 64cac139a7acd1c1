import { expect, it } from 'vitest';
import type { Snapshot } from '../../live/live-feed.ts';
import { stagesOf } from './stages.ts';

type Turn = Snapshot['turns'][number];
const turn = (phase: Turn['phase'], step: Turn['step'], percent: number): Turn => ({
  circuitId: 1,
  participantId: 1,
  publicName: 'x',
  phase,
  step,
  percent,
  since: 0,
});
const shares = (one: Turn, scheme: 'KZG' | 'GROTH16') => stagesOf(one, scheme).map(({ share }) => share);

it('fills one stage after the other', () => {
  expect(shares(turn('OFFERED', 'DOWNLOADING', 0), 'GROTH16')).toEqual([0, 0, 0, 0]);
  expect(shares(turn('WORKING', 'DOWNLOADING', 40), 'GROTH16')).toEqual([0.4, 0, 0, 0]);
  expect(shares(turn('WORKING', 'UPLOADING', 200), 'GROTH16')).toEqual([1, 1, 1, 0]);
  expect(shares(turn('VERIFYING', 'UPLOADING', 10), 'GROTH16')).toEqual([1, 1, 1, 0.1]);
  expect(shares(turn('WORKING', 'COMPLETED', 0), 'GROTH16')).toEqual([1, 1, 1, 1]);
});

it('tells no download from a computation where nobody knows it', () => {
  expect(shares(turn('WORKING', 'DOWNLOADING', 30), 'KZG')).toEqual([0.3, 0, 0]);
  expect(shares(turn('WORKING', 'COMPUTING', 30), 'KZG')).toEqual([0.65, 0, 0]);
  expect(shares(turn('WORKING', 'VERIFYING', 30), 'KZG')).toEqual([1, 1, 0.3]);
});
