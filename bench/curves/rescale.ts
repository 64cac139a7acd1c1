import type { Engine } from '@brebaje/curves/engine';

/**
 * What a contribution does to the points of G1: decode, point i times s·tⁱ, encode. Bytes are `zcash`. Runs in
 * Node and in a page.
 */
export async function rescaleG1(
  engine: Engine,
  points: Uint8Array,
  s: Uint8Array,
  t: Uint8Array,
): Promise<Uint8Array> {
  const decoded = await engine.decode('G1', 'zcash', points);
  return engine.encode(await engine.powers(decoded, s, t), 'zcash');
}
