/** Codes that people carry from one screen to another. */
import { CODE_ALPHABET } from '@brebaje/protocol/rest/device';

/**
 * Letters at random, none more likely than another: a byte that would make one so is left out.
 * @param random unpredictable bytes
 */
export function shortCode(random: (length: number) => Uint8Array, length: number): string {
  const most = 256 - (256 % CODE_ALPHABET.length);
  let code = '';
  while (code.length < length)
    for (const byte of random(length))
      if (byte < most && code.length < length) code += CODE_ALPHABET[byte % CODE_ALPHABET.length];
  return code;
}

/** In groups of four, as it is shown: BCDF-GHJK. */
export function grouped(code: string): string {
  return code.match(/.{1,4}/g)?.join('-') ?? '';
}
