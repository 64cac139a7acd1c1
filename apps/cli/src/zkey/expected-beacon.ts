import { drandRandomness, QUICKNET } from '@brebaje/groth16/beacon/drand';
import { CommandError, EXIT } from '../exit-codes.ts';

/** What a chain's last record must be. */
export interface ExpectedBeacon {
  readonly bytes: Uint8Array;
  readonly exponent: number;
}

/** Iterations that nobody names are 2 to this. */
const USUAL_EXPONENT = 10;

/**
 * The beacon of `--beacon`: `none` (nobody's, null), `drand:<round>:<signature>` of quicknet, whose signature is
 * verified here, or bytes in hexadecimal digits. Throws CommandError.
 */
export function expectedBeacon(text: string, exponent = USUAL_EXPONENT): ExpectedBeacon | null {
  if (text === 'none') return null;
  const [, round, signature] = /^drand:(\d{1,15})(?::([0-9a-f]+))?$/i.exec(text) ?? [];
  if (round === undefined) return { bytes: bytesOf(text), exponent };
  if (signature === undefined) {
    throw new CommandError(
      EXIT.usage,
      `the signature of round ${round} is missing`,
      `give drand:${round}:<signature>; https://api.drand.sh/${QUICKNET.hash}/public/${round} shows it`,
    );
  }
  const bytes = drandRandomness(QUICKNET, Number(round), signature.toLowerCase());
  if (bytes) return { bytes, exponent };
  throw new CommandError(EXIT.usage, `that is not the signature of drand’s quicknet on round ${round}`);
}

function bytesOf(text: string): Uint8Array {
  const digits = text.replace(/^0x/i, '');
  if (/^([0-9a-f]{2}){1,255}$/i.test(digits)) return new Uint8Array(Buffer.from(digits, 'hex'));
  throw new CommandError(
    EXIT.usage,
    'a beacon is 1 to 255 bytes in hexadecimal digits, drand:<round>:<signature>, or none',
  );
}
