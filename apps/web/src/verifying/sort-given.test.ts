import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sortGiven } from './sort-given.ts';

const given = (path: string, text: string) => ({ path, file: new File([text], path.split('/').at(-1)!) });

it('expects what a manifest says, or its hash', async () => {
  const text = '{"a":1,"type":"brebaje/manifest/v1"}';
  const manifest = createHash('sha256').update(text).digest('hex');
  const { expected, others } = await sortGiven([
    given('manifest.json', text),
    given('laid-out.json', `${JSON.stringify({ type: 'brebaje/manifest/v1', a: 1 }, null, 2)}\n`),
    given('other.json', text.replace('1,', '2,')),
    given('pasted', ` ${manifest}\n`),
    given('sums', `${manifest}  manifest.json\n`),
    given('event', `12:${manifest}`),
    given('cut', manifest.slice(1)),
    given('two', `${manifest}  a\n${manifest}  b\n`),
    given('quoted.json', JSON.stringify({ type: 'x', of: 'brebaje/manifest/v1' })),
  ]);
  expect(expected).toHaveLength(6);
  const own = { manifest };
  expect(expected.toSpliced(2, 1)).toEqual([own, own, own, own, { seq: 12, hash: manifest }]);
  expect(expected[2]).not.toEqual(own);
  expect(others).toEqual(['cut', 'two', 'quoted.json']);
});

it('tells files apart by what is in them', async () => {
  const receipt = JSON.stringify({
    receipt: JSON.stringify({ identity: `eth|0x${'1'.repeat(40)}`, witness: [`0x${'a'.repeat(192)}`] }),
    signature: '00',
    sequencerAddress: '0x1',
  });
  const sorted = await sortGiven([
    given('any.txt', receipt),
    given('attestation.md', `words\n\`\`\`json\n${receipt}\n\`\`\`\n`),
    given('t', ' {\n "transcripts": [] }'),
    given('key', '{ "protocol": "groth16", "vk_alpha_1": [] }'),
    given('c', 'pragma solidity ^0.8.0;'),
    given('p', 'ptau....'),
    given('r', 'r1cs....'),
    given('z', 'zkey....'),
    given('torn', '```brebaje-attestation\n'),
    given('fake.json', JSON.stringify({ receipt: '{}', signature: '' })),
    given('archive/ceremony.json', '{}'),
    given('archive/r', 'r1cs'),
  ]);
  expect(sorted.root).toBe('archive/');
  expect(sorted.receipts.map(({ name, said }) => [name, said.scheme])).toEqual([
    ['any.txt', 'KZG'],
    ['attestation.md', 'KZG'],
  ]);
  expect(sorted.transcripts.map(({ name }) => name)).toEqual(['t']);
  expect(sorted.verifiers.map(({ name }) => name)).toEqual(['key', 'c']);
  expect(sorted.made.map(({ name }) => name)).toEqual(['p', 'r']);
  expect(sorted.others).toEqual(['z', 'torn', 'fake.json']);
});
