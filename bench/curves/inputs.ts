/**
 * Inputs of the benches: points whose discrete logarithms are known, so that the oracle can say what a sum
 * over all of them must be. The same on every machine and in every run.
 */
import { createHash } from 'node:crypto';
import type { Curve } from 'ffjavascript';
import { encodeZcash, type Ffjavascript } from './ffjavascript.ts';
import { encodePoint, groupOf, orderOf, scalarsOf, strangePoint, toLittleEndian } from './noble.ts';
import type { BenchCurve, Input, Operation, OperationName } from './peer.ts';
import { OPERATIONS, pointBytes } from './peer.ts';

/** An input, and the discrete logarithms of its points (of a pairing: of the G1 points). */
export interface KnownInput extends Input {
  name: OperationName;
  logs: bigint[];
}

/** Logarithms are uᵢ + vⱼ for tables u and v: one addition makes a point, and none equals another. */
const TABLE = 256;

/** `count` full scalars below the order, from a label. */
function scalarsFrom(label: string, count: number, order: bigint): bigint[] {
  const bytes = createHash('shake256', { outputLength: 40 * count })
    .update(label)
    .digest();
  return scalarsOf(bytes, 40).map((value) => 1n + (value % (order - 1n)));
}

/** The tables u and v that make `count` logarithms. A shorter table is the beginning of a longer one. */
function tablesOf(curve: BenchCurve, group: 'G1' | 'G2', count: number) {
  const order = orderOf(curve);
  return {
    rows: scalarsFrom(`${curve} ${group} rows`, Math.ceil(count / TABLE), order),
    columns: scalarsFrom(`${curve} ${group} columns`, Math.min(TABLE, count), order),
  };
}

function logsOf(curve: BenchCurve, group: 'G1' | 'G2', count: number): bigint[] {
  const { rows, columns } = tablesOf(curve, group, count);
  const order = orderOf(curve);
  return Array.from(
    { length: count },
    (_, i) => (rows[Math.floor(i / TABLE)]! + columns[i % TABLE]!) % order,
  );
}

/** The points of {@link logsOf} as `lem`. */
function makePoints(
  engine: Curve,
  curve: BenchCurve,
  group: 'G1' | 'G2',
  count: number,
): Promise<Uint8Array> {
  const G = engine[group];
  const { rows, columns } = tablesOf(curve, group, count);
  const times = (value: bigint) => G.timesFr(G.g, engine.Fr.e(value));
  const [u, v] = [rows.map(times), columns.map(times)];
  const size = G.g.length;
  const jacobian = new Uint8Array(count * size);
  for (let i = 0; i < count; i++) jacobian.set(G.add(u[Math.floor(i / TABLE)]!, v[i % TABLE]!), i * size);
  return G.batchToAffine(jacobian);
}

/** The input of `count` points for an operation. */
export async function makeInput(
  engines: Ffjavascript,
  name: OperationName,
  count: number,
): Promise<KnownInput> {
  const operation: Operation = OPERATIONS[name];
  const { curve, group, kind, form, width } = operation;
  const engine = engines[curve];
  const points = await makePoints(engine, curve, group, count);
  const logs = logsOf(curve, group, count);
  const second = kind === 'pairing' ? await makePoints(engine, curve, 'G2', count) : new Uint8Array();
  if (kind === 'pairing') closePairing(operation, points, logs);
  const wanted = { scale: 1, powers: 2, check: 0, verify: count - 1, msm: count, pairing: 0 }[kind];
  const scalars = new Uint8Array(wanted * width);
  for (const [i, scalar] of scalarsFrom(`${name} scalars`, wanted, orderOf(curve)).entries()) {
    scalars.set(toLittleEndian(scalar, 32).subarray(0, width), i * width);
  }
  const encoded = form === 'zcash' ? await encodeZcash(engine[group], points) : points;
  return { name, count, points: encoded, second, scalars, logs };
}

/** Replaces the last G1 point so that Σ aᵢ·bᵢ = 0 and the product of the pairings is one. */
function closePairing(operation: Operation, points: Uint8Array, logs: bigint[]): void {
  const { curve } = operation;
  const { Fn, BASE } = groupOf(curve, 'G1');
  const second = logsOf(curve, 'G2', logs.length);
  const last = logs.length - 1;
  let sum = 0n;
  for (let i = 0; i < last; i++) sum += logs[i]! * second[i]!;
  logs[last] = Fn.neg(Fn.mul(Fn.create(sum), Fn.inv(second[last]!)));
  points.set(
    encodePoint(curve, 'lem', BASE.multiply(logs[last]!)),
    last * pointBytes(operation, 'G1', 'lem'),
  );
}

/** The input's first `count` points; the product of the pairings is one again. */
export function cutInput(input: KnownInput, count: number): KnownInput {
  if (count >= input.count) return input;
  const operation: Operation = OPERATIONS[input.name];
  const { group, kind, form, width } = operation;
  const cut = {
    ...input,
    count,
    points: input.points.slice(0, count * pointBytes(operation, group, form)),
    logs: input.logs.slice(0, count),
  };
  if (kind === 'msm') cut.scalars = input.scalars.slice(0, count * width);
  if (kind === 'verify') cut.scalars = input.scalars.slice(0, (count - 1) * width);
  if (kind === 'pairing') {
    cut.second = input.second.slice(0, count * pointBytes(operation, 'G2', 'lem'));
    closePairing(operation, cut.points, cut.logs);
  }
  return cut;
}

/**
 * An input that must not be let through: a point outside the subgroup, or a product that is not one. Undefined
 * for operations that check nothing.
 */
export async function spoilInput(engines: Ffjavascript, input: KnownInput): Promise<KnownInput | undefined> {
  const operation: Operation = OPERATIONS[input.name];
  const { curve, group, kind, form } = operation;
  if (kind !== 'check' && kind !== 'verify' && kind !== 'pairing') return undefined;
  const bad = encodePoint(
    curve,
    'lem',
    kind === 'pairing' ? groupOf(curve, 'G1').BASE : strangePoint(curve, group),
  );
  const points = input.points.slice();
  points.set(
    form === 'zcash' ? await encodeZcash(engines[curve][group], bad) : bad,
    Math.floor(input.count / 2) * pointBytes(operation, group, form),
  );
  return { ...input, points };
}
