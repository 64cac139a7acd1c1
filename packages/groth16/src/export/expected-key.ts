import { CURVES } from '@brebaje/curves/curve/parameters';
import type { Finding } from './check-verifier.ts';
import type { HeldKey, HeldPoint } from './held-key.ts';
import { curveOf } from './parse-verification-key.ts';
import type { VerificationKey } from './verification-key.ts';

/** A key that a verifier should hold, and what to call it. */
export interface ExpectedKey {
  readonly name: string;
  readonly key: VerificationKey;
}

/** Whether a verifier holds all of one of the keys, and no points besides. */
export function keyFinding(
  held: HeldKey,
  expected: readonly ExpectedKey[],
): { finding: Finding; same?: string } {
  const compared = expected.map(({ name, key }) => ({ name, different: differences(held, key) }));
  const same = compared.find(({ different }) => different.length === 0);
  if (same) {
    const text = `It holds all of the key of ${same.name}, and no other.`;
    return { finding: { code: 'same-key', text }, same: same.name };
  }
  const told = compared.map(({ name, different }) => `the key of ${name} (not the same: ${some(different)})`);
  return { finding: { code: 'other-key', text: `It does not hold ${told.join(', nor ')}.` } };
}

/** What of a key is not in a verifier, by name. */
function differences(held: HeldKey, key: VerificationKey): string[] {
  if (held.curve !== curveOf(key.curve)) return ['the curve'];
  const { p } = CURVES[held.curve];
  const parts = partsOf(key);
  // Contracts of gnark hold −β, −γ and −δ.
  const variants = held.form === 'key' ? [parts] : [parts, parts.map((part) => negatedG2(part, p))];
  const different = variants.map((variant) => {
    const missing = variant.filter(({ numbers }) => !numbers.every((one) => isIn(held, one)));
    const known = new Set(variant.map(({ numbers }) => numbers.join()));
    const strange = held.points.some((point) => !isKnown(point, known, held));
    return [...missing.map(({ name }) => name), ...(strange ? ['points besides'] : [])];
  });
  const exact = held.key ? exactly(held.key, key) : [];
  return [...different.reduce((a, b) => (b.length < a.length ? b : a)), ...exact];
}

interface Part {
  readonly name: string;
  readonly group: 'G1' | 'G2';
  readonly numbers: readonly bigint[];
}

function partsOf(key: VerificationKey): Part[] {
  const g1 = (name: string, point: readonly string[]): Part => ({
    name,
    group: 'G1',
    numbers: point.slice(0, 2).map(BigInt),
  });
  const g2 = (name: string, point: readonly (readonly string[])[]): Part => ({
    name,
    group: 'G2',
    numbers: point.slice(0, 2).flat().map(BigInt),
  });
  return [
    g1('α', key.vk_alpha_1),
    g2('β', key.vk_beta_2),
    g2('γ', key.vk_gamma_2),
    g2('δ', key.vk_delta_2),
    ...key.IC.map((point, i) => g1(`IC ${i}`, point)),
  ];
}

function negatedG2(part: Part, p: bigint): Part {
  if (part.group === 'G1') return part;
  return { ...part, numbers: part.numbers.map((one, i) => (i < 2 || one === 0n ? one : p - one)) };
}

/** Small coordinates are not told from other numbers of a contract, and are not looked for in it. */
function isIn(held: HeldKey, number: bigint): boolean {
  return (held.form !== 'key' && number < 1n << 160n) || held.has(number);
}

/** Sources may hold the generator of G2 in code that is not used. */
function isKnown({ coordinates, role }: HeldPoint, known: ReadonlySet<string>, { form }: HeldKey): boolean {
  return known.has(coordinates.join()) || (form === 'source' && role === undefined);
}

/** Two keys, member by member. */
function exactly(a: VerificationKey, b: VerificationKey): string[] {
  const [mine, theirs] = [partsOf(a), partsOf(b)];
  if (mine.length !== theirs.length) return ['the number of public inputs'];
  return mine
    .filter(({ numbers }, i) => numbers.join() !== theirs[i]!.numbers.join())
    .map(({ name }) => name);
}

function some(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  return distinct.length <= 6 ? distinct.join(', ') : `${distinct.slice(0, 6).join(', ')} and more`;
}
