import { CURVES } from '@brebaje/curves/curve/parameters';
import { storageBytes } from '@brebaje/curves/curve/storage';
import { type CurveName, type Group, PointError, type Points } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { type ExpectedKey, keyFinding } from './expected-key.ts';
import { type HeldKey, type HeldPoint, heldKey, type Role } from './held-key.ts';
import { pairing } from './verification-key.ts';

/** What was found out about a verifier that somebody deployed, or is about to. */
export interface VerifierReport {
  /** Whether nothing speaks against it. */
  readonly ok: boolean;
  readonly form: HeldKey['form'];
  readonly curve: CurveName;
  /** The worst first. */
  readonly findings: readonly Finding[];
  /** Which of the expected keys it is. */
  readonly same?: string;
}

export interface Finding {
  readonly code: FindingCode;
  readonly text: string;
}

export type FindingCode =
  /** δ is γ or −γ: nobody has contributed, and everybody can forge proofs. */
  | 'delta-is-gamma'
  /** There is no δ to be found beside γ: most likely both are the same. */
  | 'no-delta'
  /** δ is a multiple of γ or of the generator that can be found out. */
  | 'small-delta'
  /** α or β is such a multiple of the generator: phase 1 has no secret. */
  | 'known-phase-1'
  /** A point is none of its group, or infinity. */
  | 'not-canonical'
  | 'not-on-curve'
  | 'not-in-subgroup'
  | 'infinity'
  /** The product of α and β in a key is another one. */
  | 'alphabeta'
  /** It is none of the expected keys. */
  | 'other-key'
  /** It holds no key that this can read. */
  | 'no-key'
  /** The key is there, and δ is another point than γ. */
  | 'delta-differs'
  /** All of the expected key is there. */
  | 'same-key';

/** What speaks for a verifier. */
const GOOD: readonly FindingCode[] = ['delta-differs', 'same-key'];

const NAMES: Record<Role, string> = { alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', ic: 'IC' };

/**
 * Looks at a verifier for what has cost real money: a key whose phase 2 nobody has run has δ = γ, and proofs for it
 * can be made by anybody. `content` is a verification key as JSON, the source of a Solidity contract, or a contract's
 * code in hexadecimal. With `expected` it must hold one of those keys, and no other points.
 *
 * Contracts are not understood, only read: points are looked for among their constants. One that hides its constants,
 * or does something else with them, is not found out. Throws NoVerificationKey for JSON that is no key.
 */
export async function checkVerifier(
  content: string,
  options: { engine(curve: CurveName): Promise<WasmEngine>; expected?: readonly ExpectedKey[] },
): Promise<VerifierReport> {
  const held = heldKey(content);
  const { form, curve } = held;
  const report = (findings: readonly Finding[], same?: string): VerifierReport => ({
    ok: findings.every(({ code }) => GOOD.includes(code)),
    form,
    curve,
    findings: findings.toSorted((a, b) => Number(GOOD.includes(a.code)) - Number(GOOD.includes(b.code))),
    ...(same === undefined ? {} : { same }),
  });
  if (!held.points.some(({ group }) => group === 'G2')) return report([NO_KEY]);
  const engine = await options.engine(curve);
  const { points, findings } = await decoded(engine, held);
  // With points that are none nothing can be computed.
  if (findings.length === 0) {
    findings.push(await deltaFinding(engine, held, points));
    findings.push(...(await phase1Findings(engine, held, points)));
    if (held.key && !holdsProduct(held)) findings.push(OTHER_PRODUCT);
  }
  if (options.expected === undefined) return report(findings);
  const { finding, same } = keyFinding(held, options.expected);
  return report([...findings, finding], same);
}

const NO_KEY: Finding = {
  code: 'no-key',
  text: 'No points of a key were found in it. Is it a proxy, or does it keep its key in storage?',
};
const OTHER_PRODUCT: Finding = {
  code: 'alphabeta',
  text: 'vk_alphabeta_12 is not the product of α and β: programs that use it verify for another key.',
};

type Decoded = ReadonlyMap<HeldPoint, Points>;

/** Every point in the engine's form; what is none of its group is found here. */
async function decoded(
  engine: WasmEngine,
  { points }: HeldKey,
): Promise<{ points: Decoded; findings: Finding[] }> {
  const found = new Map<HeldPoint, Points>();
  const findings: Finding[] = [];
  let ic = 0;
  for (const point of points) {
    const name = `${point.role ? NAMES[point.role] : 'a point'}${point.role === 'ic' ? ` ${ic++}` : ''}`;
    try {
      found.set(point, await decodedPoint(engine, point));
    } catch (error) {
      if (!(error instanceof PointError)) throw error;
      const code = error.fault as keyof typeof FAULTS;
      findings.push({ code, text: `${name} ${FAULTS[code]}` });
    }
  }
  return { points: found, findings };
}

const FAULTS = {
  'not-canonical': 'has a coordinate that is not below the field’s prime.',
  'not-on-curve': 'is not on the curve: no proof can be verified with it.',
  'not-in-subgroup': 'is not in the subgroup of prime order: equations with it prove nothing.',
  infinity: 'is the point at infinity: what it stands for is not verified at all.',
} as const;

async function decodedPoint(engine: WasmEngine, { group, coordinates }: HeldPoint): Promise<Points> {
  const { p } = CURVES[engine.curve];
  if (coordinates.length === 0) throw new PointError(group, 0, 'infinity');
  if (coordinates.some((one) => one >= p)) throw new PointError(group, 0, 'not-canonical');
  return engine.decode(group, 'lem', storageBytes(CURVES[engine.curve], coordinates));
}

async function deltaFinding(engine: WasmEngine, { points }: HeldKey, decoded: Decoded): Promise<Finding> {
  const of = (role: Role) => points.filter((point) => point.role === role);
  const [gammas, deltas] = [of('gamma'), of('delta')];
  if (gammas.length === 0 || deltas.length === 0) return unnamedFinding(engine, points, decoded);
  for (const delta of deltas) {
    if (gammas.some((gamma) => sameUpToSign(gamma, delta))) return IS_GAMMA;
    for (const base of gammas.filter((gamma) => !sameUpToSign(gamma, generatorOf(engine.curve)))) {
      if (await engine.isSmallMultiple(decoded.get(delta)!, decoded.get(base)!)) return smallDelta('γ');
    }
    // In ceremonies that is γ.
    if (await engine.isSmallMultiple(decoded.get(delta)!)) return smallDelta('the generator');
  }
  return DIFFERS;
}

const IS_GAMMA: Finding = {
  code: 'delta-is-gamma',
  text: 'δ equals γ: nobody has contributed to this key, and everybody can forge proofs. Do not use it.',
};
const NO_DELTA: Finding = {
  code: 'no-delta',
  text: 'Fewer points of G2 than β, γ and δ were found: δ is probably γ. Do not use it.',
};
const DIFFERS: Finding = {
  code: 'delta-differs',
  text: 'δ is another point than γ, and no small multiple of it.',
};

function smallDelta(of: string): Finding {
  return {
    code: 'small-delta',
    text: `δ is a small multiple of ${of}: whoever finds the factor, which takes seconds, can forge proofs. Do not use it.`,
  };
}

/** Where nothing tells which point is which: β, γ and δ have to be three, none a small multiple of another. */
async function unnamedFinding(
  engine: WasmEngine,
  points: readonly HeldPoint[],
  decoded: Decoded,
): Promise<Finding> {
  const { curve } = engine;
  const inG2 = points.filter(({ group }) => group === 'G2');
  const distinct = inG2.filter((point, i) => !inG2.slice(0, i).some((before) => sameUpToSign(before, point)));
  const isGenerator = (point: HeldPoint) => sameUpToSign(point, generatorOf(curve));
  if (distinct.some((point) => isGenerator(point) && point.times > 1) && distinct.length < 3) return IS_GAMMA;
  if (distinct.length < 3) return NO_DELTA;
  for (const point of distinct.filter((one) => !isGenerator(one))) {
    if (await engine.isSmallMultiple(decoded.get(point)!)) return smallDelta('the generator');
    for (const other of distinct.slice(0, distinct.indexOf(point)).filter((one) => !isGenerator(one))) {
      if (await engine.isSmallMultiple(decoded.get(point)!, decoded.get(other)!)) {
        return smallDelta('another point of the key');
      }
    }
  }
  return DIFFERS;
}

/** Of a phase 1 to which nobody contributed α and β are generators. */
async function phase1Findings(engine: WasmEngine, { points }: HeldKey, decoded: Decoded): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const role of ['alpha', 'beta'] as const) {
    for (const point of points.filter((one) => one.role === role)) {
      if (!(await engine.isSmallMultiple(decoded.get(point)!))) continue;
      const text = `${NAMES[role]} is a small multiple of the generator: phase 1 has no secret, and proofs can be forged. Do not use it.`;
      findings.push({ code: 'known-phase-1', text });
    }
  }
  return findings;
}

/** snarkjs' own verification does not read the product, and old keys have none. */
function holdsProduct({ key, points, curve }: HeldKey): boolean {
  if (!key || key.vk_alphabeta_12.length === 0) return true;
  const of = (role: Role) => points.find((point) => point.role === role)!.coordinates;
  const bytes = (role: Role) => storageBytes(CURVES[curve], of(role));
  return (
    JSON.stringify(pairing(curve, bytes('alpha'), bytes('beta'))) === JSON.stringify(key.vk_alphabeta_12)
  );
}

type Place = { readonly group: Group; readonly coordinates: readonly bigint[] };

function generatorOf(curve: CurveName): Place {
  const { x, y } = CURVES[curve].g2;
  return { group: 'G2', coordinates: [...x, ...y] };
}

function sameUpToSign(a: Place, b: Place): boolean {
  const half = (coordinates: readonly bigint[]) => coordinates.slice(0, coordinates.length / 2);
  return a.group === b.group && half(a.coordinates).join() === half(b.coordinates).join();
}
