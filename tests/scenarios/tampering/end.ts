/**
 * Changes of an archive with a result, and the check that fails. Whoever has the server can write another log: what is
 * in the files must hold all the same.
 */
import { canonical } from '@brebaje/client/rest/check-log';
import { type Change, type Copy, type Document, inCeremony } from './copy.ts';

export const END: Change[] = [
  ['a state of the result', 'result', ({ flip }) => flip('result/circuit-1_final.slim.zkey')],
  ['a key', 'result', ({ flip }) => flip('result/circuit-1_vkey.json')],
  ['what it ended with', 'result', ({ flip }) => flip('result/final.json')],
  [
    'a file is missing',
    'result',
    inCeremony((all) => {
      all.artifacts.pop();
    }),
  ],
  [
    'not over',
    'result',
    inCeremony(({ ceremony }) => {
      ceremony.status = 'CLOSED';
    }),
  ],
  [
    'the log ends before',
    'result',
    ({ log }) =>
      log((bodies) => {
        bodies.pop();
      }),
  ],
  ['the whole zkey', 'chain', ({ flip }) => flip('result/circuit-1_final.zkey')],
  [
    'another manifest',
    'result',
    final((one) => {
      one.manifest = '0'.repeat(64);
    }),
  ],
  [
    'no circuit',
    'result',
    final((one) => {
      one.circuits = [];
    }),
  ],
  [
    'the signature of the beacon',
    'beacon',
    final(({ beacon }) => {
      beacon.signature = beacon.signature.replace(/^b4/, '94');
    }),
  ],
  [
    'the value of the beacon',
    'beacon',
    final(({ beacon }) => {
      beacon.randomness = '1'.repeat(64);
    }),
  ],
  [
    'the round of the beacon',
    'beacon',
    final(({ beacon }) => {
      beacon.round += 1;
    }),
  ],
  [
    'how often it is hashed',
    'beacon',
    final(({ beacon }) => {
      beacon.exponent = 11;
    }),
  ],
  [
    'another kind of beacon',
    'beacon',
    final((one) => {
      one.beacon = { source: 'ethereum', slot: 9, randomness: '1'.repeat(64), exponent: 10 };
    }),
  ],
  [
    'a state’s hash',
    'chain',
    final(({ circuits }) => {
      circuits[0].final.state = '0'.repeat(64);
    }),
  ],
  [
    'the beacon’s contribution',
    'chain',
    final(({ circuits }) => {
      circuits[0].final.contributionHash = '0'.repeat(128);
    }),
  ],
  [
    'the hash of the whole',
    'chain',
    final(({ circuits }) => {
      circuits[0].final.whole.sha256 = '0'.repeat(64);
    }),
  ],
  [
    'how many contributed',
    'chain',
    final(({ circuits }) => {
      circuits[0].contributions = 1;
    }),
  ],
  [
    'another genesis',
    'chain',
    final(({ circuits }) => {
      circuits[0].genesis.state = '0'.repeat(64);
    }),
  ],
  [
    'another immutable part',
    'chain',
    final(({ circuits }) => {
      circuits[0].immutable.hash = '0'.repeat(64);
    }),
  ],
  [
    'a file of nobody',
    'exports',
    final(({ circuits }) => {
      circuits[0].files.push({ name: 'evil.sol', sha256: '0'.repeat(64), size: 1 });
    }),
  ],
  [
    'the verification key',
    'exports',
    ({ result }) => result('circuit-1_vkey.json', (text) => text.replace('groth16', 'groth17')),
  ],
  [
    'the contract',
    'exports',
    ({ result }) => result('circuit-1_verifier.sol', (text) => text.replace('0x300', '0x2c0')),
  ],
  [
    'an earlier round was named',
    'beacon',
    ({ log }) =>
      log((bodies) => {
        named(bodies).round -= 1;
      }),
  ],
  [
    'the round was known already',
    'beacon',
    ({ log }) =>
      log((bodies) => {
        for (const body of bodies) if (body.type === 'ceremony.closed') body.at += 30 * 86_400_000;
      }),
  ],
  [
    'it closed later',
    'beacon',
    ({ log }) =>
      log((bodies) => {
        for (const body of bodies) if (body.type === 'ceremony.closed') body.at += 3_600_000;
      }),
  ],
];

/** Changes `final.json`, and says so in a log that is rewritten. */
function final(change: (document: Document) => void): (copy: Copy) => void {
  return ({ result }) =>
    result('final.json', (text) => {
      const document = JSON.parse(text);
      change(document);
      return canonical(document);
    });
}

const named = (bodies: Document[]) => bodies.find(({ type }) => type === 'ceremony.closed').data.beacon;
