import { addressOf, receiptText, signReceipt } from '@brebaje/kzg/receipt';
import { expect, it } from 'vitest';
import { attestationAgain } from './attestation-again.ts';
import { readAttestation } from './groth16/attestation-block.ts';
import { RECEIPT_TYPE } from './groth16/receipt.ts';
import { powersReceiptOf } from './kept-receipt.ts';

const key = new Uint8Array(32).fill(7);
const receiptAddress = addressOf(key);
const hash = (digit: string) => digit.repeat(64);
const manifestHash = hash('a');
const place = 'https://a.example/c/circuits';
const ceremony = { title: 'Some circuits', test: false, receiptAddress, manifestHash, place };
const kept = (receipt: string) => ({ receipt, signature: signReceipt(receipt, key) });
const circuit = JSON.stringify({
  circuit: 'circuit-1',
  contributionHash: hash('b').repeat(2),
  fileSha256: hash('c'),
  identity: hash('d'),
  manifest: manifestHash,
  position: 3,
  previousState: hash('e'),
  record: '00',
  seq: 9,
  state: hash('f'),
  time: 1_700_000_000_000,
  type: RECEIPT_TYPE,
});

it('makes the attestation of a circuit, which programs read', () => {
  const text = attestationAgain(kept(circuit), ceremony);
  expect(readAttestation(text)).toMatchObject({
    ceremony: manifestHash,
    circuit: 'circuit-1',
    number: 3,
    contribution: hash('b').repeat(2),
    state: hash('f'),
  });
  expect(text).toContain(`I made contribution 3 to the circuit circuit-1 of “Some circuits” (${place}).`);
  expect(text).toContain('made again from the receipt');
});

it('makes that of powers, with what is known and no more', () => {
  const pubkey = new Uint8Array(96).fill(1);
  const receipt = kept(receiptText(`eth|0x${'1'.repeat(40)}`, [pubkey]));
  const bare = attestationAgain(receipt, ceremony);
  expect(powersReceiptOf(bare)).toEqual(receipt);
  expect(bare).toContain(`- \`0x${'01'.repeat(96)}\``);
  expect(bare).not.toMatch(/undefined|State|Time|number/);
  const full = attestationAgain(
    receipt,
    { ...ceremony, test: true, sizes: [{ g1: 16, g2: 4 }] },
    { position: 2, baseHash: hash('0'), stateHash: hash('1'), time: new Date(0) },
  );
  expect(full).toContain('- 16 powers in G1, 4 in G2: `0x01');
  expect(full).toMatch(/TEST.*number 2.*State before.*State after.*1970-01-01/s);
});

it.each([
  [
    'signed by another',
    {
      ...kept(circuit),
      signature: signReceipt(
        circuit,
        key.map(() => 8),
      ),
    },
  ],
  ['changed', { ...kept(circuit), receipt: circuit.replace('"position":3', '"position":4') }],
  ['of another ceremony', kept(circuit.replace(manifestHash, hash('9')))],
  [
    'of powers, changed',
    { ...kept(receiptText('git|1|a', [new Uint8Array(96)])), signature: '00'.repeat(65) },
  ],
])('makes none from a receipt that is %s', (_, receipt) => {
  expect(() => attestationAgain(receipt, ceremony)).toThrow(/the receipt is not valid/);
});
