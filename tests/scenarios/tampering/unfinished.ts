/** Changes of an archive whose ceremony is not over, and the check that fails. */
import { rmSync, truncateSync } from 'node:fs';
import { type Change, type Copy, type Document, inCeremony } from './copy.ts';

const IN = 'circuits/circuit-1/circuit-1';
const FIRST = `${IN}_00001.json`;

const otherDigit = (digit: string) => (digit === '0' ? '1' : '0');

/** Changes the document of the first contribution. */
const inFirst =
  (change: (document: Document) => void) =>
  ({ json }: Copy) =>
    json(FIRST, change);

export const UNFINISHED: Change[] = [
  ['an event', 'log', ({ text }) => text('events.jsonl', (all) => all.replace('Ann', 'Eve'))],
  [
    'an event is missing',
    'log',
    ({ text }) => text('events.jsonl', (all) => all.split('\n').toSpliced(3, 1).join('\n')),
  ],
  ['no event', 'log', ({ text }) => text('events.jsonl', () => '')],
  ['no log', 'log', ({ at }) => rmSync(at('events.jsonl'))],
  [
    'endless lines',
    'log',
    ({ text }) => text('events.jsonl', (all) => all.replaceAll('\n', ' ').repeat(200)),
  ],
  [
    'the log ends early',
    'contributions',
    ({ text }) => text('events.jsonl', (all) => all.split('\n').slice(0, 12).join('\n')),
  ],
  ['the manifest', 'manifest', ({ text }) => text('manifest.json', (all) => all.replace('Some', 'Same'))],
  ['no manifest', 'manifest', ({ at }) => rmSync(at('manifest.json'))],
  [
    'who signs',
    'manifest',
    inCeremony(({ ceremony }) => {
      ceremony.receiptAddress = `0x${'1'.repeat(40)}`;
    }),
  ],
  [
    'the title',
    'manifest',
    inCeremony(({ ceremony }) => {
      ceremony.title = 'Others';
    }),
  ],
  [
    'never opened',
    'manifest',
    inCeremony(({ ceremony }) => {
      ceremony.status = 'SCHEDULED';
      delete ceremony.manifestHash;
    }),
  ],
  [
    'a genesis',
    'manifest',
    inCeremony(({ circuits }) => {
      circuits[0].genesis = '0'.repeat(64);
    }),
  ],
  [
    'a circuit',
    'manifest',
    inCeremony(({ circuits }) => {
      circuits[0].metadata.phase1.sha256 = '0'.repeat(64);
    }),
  ],
  [
    'no circuit',
    'manifest',
    inCeremony((all) => {
      all.circuits = [];
    }),
  ],
  [
    'fewer contributions',
    'contributions',
    inCeremony(({ circuits }) => {
      circuits[0].contributions = 1;
    }),
  ],
  [
    'more contributions',
    'contributions',
    inCeremony(({ circuits }) => {
      circuits[0].contributions = 3;
    }),
  ],
  [
    'another head',
    'contributions',
    inCeremony(({ circuits }) => {
      circuits[0].head = circuits[0].genesis;
    }),
  ],
  [
    'a result',
    'result',
    inCeremony(({ ceremony }) => {
      ceremony.status = 'FINALIZED';
    }),
  ],
  ['a contribution is missing', 'contributions', ({ at }) => rmSync(at(FIRST))],
  ['contributions change places', 'contributions', ({ swap }) => swap(FIRST, `${IN}_00002.json`)],
  [
    'a state’s hash',
    'contributions',
    inFirst((one) => {
      one.state = '0'.repeat(64);
    }),
  ],
  [
    'a file’s hash',
    'contributions',
    inFirst(({ slim }) => {
      slim.sha256 = '0'.repeat(64);
    }),
  ],
  [
    'a record',
    'contributions',
    inFirst((one) => {
      one.record = one.record.replace(/^./, otherDigit);
    }),
  ],
  [
    'no record',
    'contributions',
    inFirst((one) => {
      one.record = 'ab';
    }),
  ],
  [
    'a hash',
    'contributions',
    inFirst((one) => {
      one.contributionHash = '0'.repeat(128);
    }),
  ],
  [
    'a printed hash',
    'contributions',
    inFirst((one) => {
      one.contributionHashLines[0] = 'x';
    }),
  ],
  [
    'a name',
    'contributions',
    inFirst((one) => {
      one.publicName = 'Eve';
    }),
  ],
  [
    'a time',
    'contributions',
    inFirst(({ times }) => {
      times.acceptedAt += 1;
    }),
  ],
  [
    'who it was',
    'contributions',
    inFirst((one) => {
      one.participantId = 77;
    }),
  ],
  [
    'a signature',
    'receipts',
    inFirst(({ receipt }) => {
      receipt.signature = receipt.signature.replace(/^./, otherDigit);
    }),
  ],
  [
    'a receipt',
    'receipts',
    inFirst(({ receipt }) => {
      receipt.text = receipt.text.replace('"position":1', '"position":2');
    }),
  ],
  [
    'a receipt’s hash',
    'receipts',
    inFirst(({ receipt }) => {
      receipt.sha256 = '0'.repeat(64);
    }),
  ],
  [
    'what was uploaded',
    'receipts',
    inFirst((one) => {
      one.whole = { sha256: '0'.repeat(64) };
    }),
  ],
  ['the genesis', 'genesis', ({ flip }) => flip(`${IN}_00000.slim.zkey`)],
  ['the genesis is cut', 'genesis', ({ at }) => truncateSync(at(`${IN}_00000.slim.zkey`), 100)],
  ['no genesis', 'genesis', ({ at }) => rmSync(at(`${IN}_00000.slim.zkey`))],
  ['what never changes', 'genesis', ({ flip }) => flip(`${IN}.immutable.zkey`)],
  ['the circuit’s file', 'genesis', ({ flip }) => flip(`${IN}.r1cs`)],
  ['a state', 'states', ({ flip }) => flip(`${IN}_00001.slim.zkey`)],
  ['no state', 'states', ({ at }) => rmSync(at(`${IN}_00001.slim.zkey`))],
  ['states change places', 'states', ({ swap }) => swap(`${IN}_00001.slim.zkey`, `${IN}_00002.slim.zkey`)],
  [
    'a file’s BLAKE2b',
    'states',
    inFirst(({ slim }) => {
      slim.blake2b = '0'.repeat(128);
    }),
  ],
  [
    'a name that leads elsewhere',
    'RECORD_INVALID',
    inCeremony(({ circuits }) => {
      circuits[0].slug = '../../etc';
    }),
  ],
  ['no ceremony', 'RECORD_INVALID', ({ text }) => text('ceremony.json', () => '[]')],
];
