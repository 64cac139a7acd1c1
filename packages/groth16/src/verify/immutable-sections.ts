import { immutableHash } from '../chain/state-hash.ts';
import { sameBytes } from '../same-bytes.ts';
import type { Zkey } from '../zkey/zkey.ts';
import { Refused } from './verdict.ts';

/** Throws Refused unless the sections that no contribution changes have this hash. Slim files have none of them. */
export async function requireImmutable(zkey: Zkey, expected: Uint8Array): Promise<void> {
  if (zkey.kind === 'slim' || sameBytes(await immutableHash(zkey), expected)) return;
  throw new Refused({
    check: 'consistency',
    code: 'other-circuit',
    text: 'sections that no contribution changes are not those of the genesis',
  });
}
