/** A beacon's value as somebody pastes it. */

export type GivenBeacon =
  | { round?: number; signature: string; randomness?: string }
  | { slot?: number; value: string };

/** What drand or a beacon node answers, or its bytes in hexadecimal; undefined when it is neither. */
export function parseBeacon(pasted: string): GivenBeacon | undefined {
  const text = pasted.trim();
  const bare = hexOf(text);
  if (bare !== undefined) return ofHex(bare);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  const { round, signature, randomness, slot, value, data } = json as Record<string, unknown>;
  const mix = hexOf((data as { randao?: unknown } | null | undefined)?.randao ?? value);
  if (mix?.length === 64) return { ...(whole(slot) ? { slot } : {}), value: mix };
  const signed = hexOf(signature);
  if (signed?.length !== 96) return undefined;
  const random = hexOf(randomness);
  return {
    ...(whole(round) ? { round } : {}),
    signature: signed,
    ...(random?.length === 64 ? { randomness: random } : {}),
  };
}

/** Signatures of rounds have 48 bytes, mixes of slots 32. */
function ofHex(hex: string): GivenBeacon | undefined {
  if (hex.length === 96) return { signature: hex };
  return hex.length === 64 ? { value: hex } : undefined;
}

function hexOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return /^(?:0x)?((?:[0-9a-f]{2})+)$/i.exec(value.trim())?.[1]?.toLowerCase();
}

const whole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
