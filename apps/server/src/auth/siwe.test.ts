import fc from 'fast-check';
import { addr, eip191Signer } from 'micro-eth-signer';
import { describe, expect, it } from 'vitest';
import { checkSignature, checkSiwe, parseSiwe, SiweError, siweText } from './siwe.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const { address, privateKey } = addr.random();
const BASE = 'https://x.example/kzg';
const parts = {
  domain: 'x.example',
  address,
  statement: 'Take part.',
  uri: `${BASE}/auth/eth`,
  chainId: 1,
  nonce: 'abcdef0123456789',
  issuedAt: NOW,
  expirationTime: NOW + 300_000,
};
const TEXT = siweText(parts);
const expected = { base: BASE, chainId: 1, now: NOW };

describe('a message', () => {
  it('is read back as it was written', () => {
    expect(parseSiwe(TEXT)).toMatchObject({ ...parts, version: '1', scheme: null, resources: [] });
    checkSiwe(parseSiwe(TEXT), expected);
  });

  it('may lack a statement and have every optional line', () => {
    const text = [
      `https://x.example wants you to sign in with your Ethereum account:`,
      address,
      '',
      '',
      `URI: ${BASE}`,
      'Version: 1',
      'Chain ID: 1',
      'Nonce: abcdef0123456789',
      'Issued At: 2026-01-01T00:00:00.000Z',
      'Expiration Time: 2026-01-01T01:00:00+01:00',
      'Not Before: 2026-01-01T00:00:00Z',
      'Request ID: 7',
      'Resources:',
      '- https://x.example/a',
      '- ipfs://b',
    ].join('\n');
    const message = parseSiwe(text);
    expect(message).toMatchObject({ scheme: 'https', statement: null, requestId: '7' });
    expect(message.resources).toEqual(['https://x.example/a', 'ipfs://b']);
  });

  const changed = (from: string | RegExp, to: string): string => TEXT.replace(from, to);
  it.each([
    ['nothing', ''],
    ['another first line', changed('sign in', 'sign out')],
    ['userinfo in the domain', changed('x.example', 'x.example@evil')],
    ['a lower-case address', changed(address, address.toLowerCase())],
    ['a short address', changed(address, address.slice(0, 41))],
    ['no empty line', changed('\n\n', '\n')],
    ['a statement of two lines', changed('Take part.', 'Take\npart.')],
    ['no URI', changed(/URI: .*\n/, '')],
    ['lines in another order', changed('Version: 1\nChain ID: 1', 'Chain ID: 1\nVersion: 1')],
    ['a chain that is none', changed('Chain ID: 1', 'Chain ID: 0x1')],
    ['a nonce with signs', changed('abcdef0123456789', 'abc-def-0123')],
    ['a short nonce', changed('abcdef0123456789', 'abc')],
    ['a date without time', changed(/Issued At: .*/, 'Issued At: 2026-01-01')],
    ['a line more', `${TEXT}\nand so on`],
    ['an end of line more', `${TEXT}\n`],
    ['Windows line ends', TEXT.replaceAll('\n', '\r\n')],
    ['a resource that is none', `${TEXT}\nResources:\nx`],
  ])('with %s is refused', (_, text) => {
    expect(() => parseSiwe(text)).toThrow(SiweError);
  });

  it('that is anything else never throws anything else', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...TEXT.split('\n')), fc.string())), (lines) => {
        try {
          parseSiwe(lines.join('\n'));
        } catch (error) {
          expect(error).toBeInstanceOf(SiweError);
        }
      }),
    );
  });

  it.each([
    ['another domain', { domain: 'evil.example' }],
    ['a URI elsewhere', { uri: 'https://evil.example/kzg' }],
    ['a URI beside ours', { uri: 'https://x.example/kzg2' }],
    ['another chain', { chainId: 5 }],
    ['a time that is gone', { issuedAt: NOW - 90_000_000 }],
    ['a time to come', { issuedAt: NOW + 90_000_000 }],
    ['an end that has passed', { expirationTime: NOW }],
  ])('for %s is refused', (_, change) => {
    const message = parseSiwe(siweText({ ...parts, ...change }));
    expect(() => checkSiwe(message, expected)).toThrow(SiweError);
  });

  it('by a clock that is wrong is told how wrong it is', () => {
    const at = (issuedAt: number) => () => checkSiwe(parseSiwe(siweText({ ...parts, issuedAt })), expected);
    expect(at(NOW - 26 * 3_600_000)).toThrow('26 hours behind this server’s');
    expect(at(NOW + 50 * 3_600_000)).toThrow('50 hours ahead of this server’s');
  });

  it('with another version, scheme or a start to come is refused', () => {
    const message = parseSiwe(TEXT);
    for (const change of [{ version: '2' }, { scheme: 'http' }, { notBefore: NOW + 400_000 }])
      expect(() => checkSiwe({ ...message, ...change }, expected)).toThrow(SiweError);
  });
});

describe('a signature', () => {
  const signature = eip191Signer.sign(TEXT, privateKey);

  it('by the account is accepted, whichever way its last byte is written', () => {
    checkSignature(TEXT, signature, address);
    checkSignature(TEXT, signature.toUpperCase().replace('0X', '0x'), address.toLowerCase());
    const v = Number.parseInt(signature.slice(-2), 16) - 27;
    checkSignature(TEXT, `${signature.slice(0, -2)}0${v}`, address);
  });

  it('by another account, over another text, or none at all is refused', () => {
    expect(() => checkSignature(`${TEXT} `, signature, address)).toThrow(SiweError);
    expect(() => checkSignature(TEXT, signature, addr.random().address)).toThrow(SiweError);
    for (const wrong of [
      '',
      '0x',
      signature.slice(0, -2),
      `${signature}00`,
      `0x${'0'.repeat(130)}`,
      `0x${'f'.repeat(130)}`,
    ])
      expect(() => checkSignature(TEXT, wrong, address)).toThrow(SiweError);
  });
});
