import { expect, it } from 'vitest';
import { checksummed } from './eip55.ts';

// The vectors of EIP-55.
it.each([
  '0x52908400098527886E0F7030069857D2E4169EE7',
  '0xde709f2102306220921060314715629080e2fb77',
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
])('%s has this checksum in whatever case it is given', (address) => {
  for (const given of [address, address.toLowerCase(), `0x${address.slice(2).toUpperCase()}`])
    expect(checksummed(given)).toBe(address);
});

it('is for addresses alone', () => {
  for (const text of ['', '0x', '0x12', 'de709f2102306220921060314715629080e2fb77', '0xg'.padEnd(42, '0')])
    expect(checksummed(text)).toBeUndefined();
});
