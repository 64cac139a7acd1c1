import { ENCODING_CODES } from '../kernel/abi.ts';
import { emitAbscissa } from './abscissa.ts';
import type { PointEncoding, Workplace } from './encoding.ts';

/** The ZCash encoding, compressed form. draft-irtf-cfrg-pairing-friendly-curves-11, appendix C. */
export function emitZcash(place: Workplace): PointEncoding {
  const flags = { compressed: 0x80, infinity: 0x40, larger: 0x20 };
  return emitAbscissa(place, ENCODING_CODES.zcash, 'Zcash', flags);
}
