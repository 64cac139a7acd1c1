import { expect, it } from 'vitest';
import { rootOf, sortGiven } from './sort-given.ts';

const given = (path: string, text: string) => ({ path, file: new File([text], path.split('/').at(-1)!) });

it('finds where an archive begins, the outer one of two', () => {
  expect(rootOf(['a/ceremony.json', 'a/manifest.json'])).toBe('a/');
  expect(rootOf(['a/b/ceremony.json', 'a/ceremony.json'])).toBe('a/');
  expect(rootOf(['ceremony.json'])).toBe('');
  expect(rootOf(['my-ceremony.json', 'x.json'])).toBeUndefined();
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
