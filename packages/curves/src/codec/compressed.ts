import { ENCODING_CODES } from '../kernel/abi.ts';
import { emitAbscissa } from './abscissa.ts';
import type { PointEncoding, Workplace } from './encoding.ts';

/** The compressed form of snarkjs' challenge and response files (ffjavascript's toRprCompressed). */
export function emitCompressed(place: Workplace): PointEncoding {
  const flags = { compressed: 0, infinity: 0x40, larger: 0x80 };
  return emitAbscissa(place, ENCODING_CODES.c, 'Compressed', flags);
}
