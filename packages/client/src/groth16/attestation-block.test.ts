import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClientError } from '../client-error.ts';
import { ATTESTATION_BLOCK, MOST_ATTESTATION, readAttestation } from './attestation-block.ts';

const FIELDS = {
  ceremony: 'a1'.repeat(32),
  circuit: 'withdraw-16',
  number: '7',
  contribution: 'b2'.repeat(64),
  receipt: 'c3'.repeat(32),
  state: 'd4'.repeat(32),
};
const blockOf = (fields: object) =>
  `# Attestation\n\n\`\`\`${ATTESTATION_BLOCK}\n${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\n\`\`\`\n`;

describe('the block of an attestation', () => {
  it('is read wherever it stands, with what later versions add, with either ends of lines', () => {
    const read = { ...FIELDS, number: 7 };
    expect(readAttestation(blockOf(FIELDS))).toEqual(read);
    expect(readAttestation(blockOf({ ...FIELDS, later: 'more' }))).toEqual(read);
    expect(readAttestation(blockOf(FIELDS).replaceAll('\n', '\r\n'))).toEqual(read);
    const { state: _, ...less } = FIELDS;
    expect(readAttestation(blockOf(less))).toEqual({ ...less, number: 7 });
  });

  it.each([
    { ...FIELDS, ceremony: 'A1'.repeat(32) },
    { ...FIELDS, number: '0' },
    { ...FIELDS, number: '07' },
    { ...FIELDS, number: '12345678' },
    { ...FIELDS, circuit: '../up' },
    { ...FIELDS, contribution: 'b2'.repeat(32) },
    { ...FIELDS, receipt: '' },
    { ...FIELDS, '__proto__ ': 'x' },
    Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`a${i}`, 'x'])),
  ])('is refused as %j', (fields) => {
    expect(() => readAttestation(blockOf(fields))).toThrow(ClientError);
  });

  it('is bounded, has an end, and no text makes its reader fail otherwise', () => {
    expect(() => readAttestation(blockOf(FIELDS) + ' '.repeat(MOST_ATTESTATION))).toThrow(ClientError);
    expect(() => readAttestation(blockOf(FIELDS).replace(/```\n$/, ''))).toThrow('does not end');
    const piece = fc.constantFrom(
      '\n',
      '```',
      ATTESTATION_BLOCK,
      'number: ',
      '7',
      'constructor: x',
      ' ',
      '\r',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
        expect(() => readAttestation(pieces.join(''))).toThrow(ClientError);
      }),
    );
  });
});
