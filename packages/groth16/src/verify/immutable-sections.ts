import { giveBack } from '@brebaje/curves/spare-memory';
import { immutableHash } from '../chain/state-hash.ts';
import { streamOf } from '../files/source.ts';
import { sameBytes } from '../same-bytes.ts';
import { IMMUTABLE, type Zkey, zkeySection } from '../zkey/zkey.ts';
import { Refused } from './verdict.ts';

const NOTHING = new Uint8Array(0);

/**
 * Throws Refused unless the sections that no contribution changes are those of a whole zkey, or have this hash. Slim
 * files have none of them.
 */
export async function requireImmutable(zkey: Zkey, expected: Uint8Array | Zkey): Promise<void> {
  if (zkey.kind === 'slim') return;
  const isSame =
    expected instanceof Uint8Array
      ? sameBytes(await immutableHash(zkey), expected)
      : await haveSameSections(zkey, expected);
  if (isSame) return;
  throw new Refused({
    check: 'consistency',
    code: 'other-circuit',
    text: 'sections that no contribution changes are not those of the genesis',
  });
}

/** To compare two files costs much less than to hash both. */
async function haveSameSections(a: Zkey, b: Zkey): Promise<boolean> {
  for (const id of IMMUTABLE) if (!(await haveSameSection(a, b, id))) return false;
  return true;
}

async function haveSameSection(a: Zkey, b: Zkey, id: number): Promise<boolean> {
  const [left, right] = [zkeySection(a, id), zkeySection(b, id)];
  const others = streamOf(b.source, right.from, right.from + right.size);
  for await (const bytes of streamOf(a.source, left.from, left.from + left.size)) {
    const other = await others.next();
    const expected = other.done ? NOTHING : other.value;
    if (!sameBytes(bytes, expected)) return false;
    giveBack(bytes, expected);
  }
  return left.size === right.size;
}
