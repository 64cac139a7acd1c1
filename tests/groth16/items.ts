/** The rules of verification.md and the gaps of groth16-formats.md §9.9 that attacks must break, each of them. */
import { BEACONS } from './rows/beacons.ts';
import { CHAIN } from './rows/chain.ts';
import { CONTAINERS } from './rows/containers.ts';
import { CONTRIBUTOR } from './rows/contributor.ts';
import { EQUATIONS } from './rows/equations.ts';
import { GAPS } from './rows/gaps.ts';
import { GENESIS } from './rows/genesis.ts';
import { INCREMENT } from './rows/increment.ts';
import { OBJECTS } from './rows/objects.ts';
import { OTHER_FORMATS } from './rows/other-formats.ts';
import { PHASE1 } from './rows/phase1.ts';
import { PHASE1_RECORDS } from './rows/phase1-records.ts';
import { PREVIOUS } from './rows/previous.ts';
import type { Row } from './rows/row.ts';

export const ROWS: readonly Row[] = [
  ...CONTAINERS,
  ...OBJECTS,
  ...GENESIS,
  ...OTHER_FORMATS,
  ...PHASE1,
  ...PHASE1_RECORDS,
  ...INCREMENT,
  ...EQUATIONS,
  ...CHAIN,
  ...BEACONS,
  ...CONTRIBUTOR,
  ...GAPS,
  ...PREVIOUS,
];

/** Numbered items of each section, §1 by its bullets, what has no number by its name; §9.9 by the rows of its table. */
export const ITEMS: readonly string[] = [
  ...numbered('0', 8),
  ...numbered('1', 5),
  ...numbered('2', 8),
  ...numbered('3', 3),
  '3.format',
  '3.mathematical',
  ...numbered('4', 7),
  '5',
  ...numbered('6', 5),
  ...numbered('9.9', 6),
];

/** Rules that no file can break: what they are about, and where it is seen that they are kept. */
export const WORDS: Readonly<Record<string, string>> = {
  '0.1':
    'An order of work. Rows of 3 whose points are bad and whose equations fail, too, are refused as format.',
  '0.4':
    'Of the verifier’s random numbers: chain/pairs.test.ts, and errors that add up to nothing in 2, 3 and 4.',
  '0.5': 'Of the engine: chain/check-chain.test.ts has engines that give zeros and strays.',
  '0.6': 'Of two engines: verify/confirm-refusal.test.ts.',
  '0.7': 'Of the server: tests/scenarios/parts.test.ts and groth16.test.ts.',
  '0.8': 'What is said of a refusal: every row has check, section and index.',
  '2.8': 'Of the verifier’s seed: tests/scenarios/groth16.test.ts draws another one after a refusal.',
  '4.6': 'Of a server’s log, and not of one file.',
  '6.4': 'Of the own result: chain/contribute-refusals.test.ts has engines that compute wrongly.',
  '6.5': 'What the client keeps: chain/contribute.test.ts repeats the comparison from the evidence.',
};

function numbered(section: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${section}.${i + 1}`);
}
