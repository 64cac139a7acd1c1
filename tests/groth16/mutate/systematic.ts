/** Every change that somebody could think of, at every place. */
import { joinBytes } from '@brebaje/curves/bytes';
import { encode, stored } from '@brebaje/curves/codec/reference';
import { curvePoint, pointOfOrder, smallOrders } from '@brebaje/curves/codec/samples';
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { Engine, Group } from '@brebaje/curves/engine';
import { encodedSize } from '@brebaje/curves/kernel/encoding';
import { bigIntToScalar } from '@brebaje/curves/scalar';
import { integerBytes } from '@brebaje/groth16/little-endian';
import { type Chunk, chunksOf, joined } from './container.ts';
import type { FieldPlace, PointPlace, Target } from './target.ts';

export type Mutant = readonly [what: string, bytes: Uint8Array];

/** Of the changes of points, which take longest to judge, every `points`th; of the others every `rest`th. */
export async function* systematic(
  engine: Engine,
  target: Target,
  { points, rest }: { points: number; rest: number },
): AsyncGenerator<Mutant> {
  yield* sparse(
    (function* () {
      yield* target.records;
      for (const field of target.fields) yield* fieldMutants(target, field);
      if (target.format) yield* containerMutants(target);
      yield* cuts(target);
    })(),
    rest,
  );
  yield* sparse(
    (async function* () {
      for (const [i, place] of target.points.entries()) yield* pointMutants(engine, target, place, i);
    })(),
    points,
  );
}

async function* sparse(
  mutants: Iterable<Mutant> | AsyncIterable<Mutant>,
  each: number,
): AsyncGenerator<Mutant> {
  let number = 0;
  for await (const mutant of mutants) if (number++ % each === 0) yield mutant;
}

function* fieldMutants({ bytes }: Target, { name, at, size }: FieldPlace): Generator<Mutant> {
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i]!);
  const end = 1n << BigInt(8 * size);
  const values = [0n, 1n, 2n, 28n, value + 1n, value - 1n, 2n * value, end - 1n, end / 2n, value + end / 2n];
  if (size === 8) values.push(2n ** 53n, 2n ** 53n + value, 2n ** 32n + value, end - value);
  for (const other of new Set(values.map((one) => ((one % end) + end) % end))) {
    if (other === value) continue;
    const changed = bytes.slice();
    changed.set(integerBytes(other, size), at);
    yield [`${name} ${other} instead of ${value}`, changed];
  }
}

function* containerMutants({ format, bytes }: Target): Generator<Mutant> {
  const chunks = chunksOf(bytes);
  const made = (what: string, list: readonly Chunk[]): Mutant => [what, joined(format!, list)];
  for (const [i, chunk] of chunks.entries()) {
    const without = chunks.toSpliced(i, 1);
    const { id, content } = chunk;
    const replaced = (other: Chunk) => chunks.with(i, other);
    yield made(`section ${id} removed`, without);
    yield made(`section ${id} first`, [chunk, ...without]);
    yield made(`section ${id} last`, [...without, chunk]);
    yield made(`section ${id} twice`, [...chunks, chunk]);
    yield made(`section ${id} twice, once empty`, [...chunks, { id, content: new Uint8Array(0) }]);
    yield made(`section ${id} emptied`, replaced({ id, content: new Uint8Array(0) }));
    yield made(`section ${id} zeroed`, replaced({ id, content: new Uint8Array(content.length) }));
    yield made(`section ${id} twice as long`, replaced({ id, content: joinBytes([content, content]) }));
    for (const size of [1, 32, 64, 96, 128, 192]) {
      yield made(
        `section ${id} ${size} bytes longer`,
        replaced({ id, content: joinBytes([content, new Uint8Array(size)]) }),
      );
      yield made(`section ${id} ${size} bytes shorter`, replaced({ id, content: content.slice(0, -size) }));
      yield made(
        `section ${id} without its first ${size} bytes`,
        replaced({ id, content: content.slice(size) }),
      );
    }
    for (const other of [0, 1, 2, 8, 9, 11, 12, 255, 2 ** 31, 2 ** 32 - 1]) {
      if (other !== id) yield made(`section ${id} called ${other}`, replaced({ id: other, content }));
    }
    for (const [j, second] of chunks.entries()) {
      if (j <= i) continue;
      yield made(`sections ${id} and ${second.id} in each other’s place`, replaced(second).with(j, chunk));
      const swapped = replaced({ id, content: second.content }).with(j, { id: second.id, content });
      yield made(`sections ${id} and ${second.id} with each other’s content`, swapped);
    }
  }
}

function* cuts({ bytes, points, fields, format }: Target): Generator<Mutant> {
  const boundaries = new Set([0, bytes.length, ...points.map(({ at }) => at), ...fields.map(({ at }) => at)]);
  if (format) {
    let at = 12;
    for (const { content } of chunksOf(bytes)) {
      for (const edge of [at, at + 12]) boundaries.add(edge);
      at += 12 + content.length;
    }
  }
  for (const boundary of boundaries) {
    for (const end of [boundary - 1, boundary, boundary + 1]) {
      if (end >= 0 && end < bytes.length) yield [`cut to ${end} bytes`, bytes.slice(0, end)];
    }
  }
  for (const more of [Uint8Array.of(0), new Uint8Array(12), bytes]) {
    yield [`${more.length} bytes more`, joinBytes([bytes, more])];
  }
}

/** What stands for infinity, what is on the curve and not in the group, and what is on no curve. */
function strays(engine: Engine, group: Group, { encoding }: Target): [string, Uint8Array][] {
  const parameters = CURVES[engine.curve];
  const written = (point: Parameters<typeof encode>[3]) =>
    encoding === 'lem' ? stored(parameters, group, point) : encode(parameters, group, encoding, point);
  const made: [string, Uint8Array][] = [['infinity', written(null)]];
  if (engine.curve === 'bn254' && group === 'G1') return made;
  made.push(['a point outside the group', written(curvePoint(parameters, group, 5n))]);
  const [order] = smallOrders(parameters, group);
  if (order) made.push(['a point of small order', written(pointOfOrder(parameters, group, order))]);
  return made;
}

async function* pointMutants(
  engine: Engine,
  target: Target,
  { name, group, at }: PointPlace,
  index: number,
): AsyncGenerator<Mutant> {
  const { bytes, encoding, points } = target;
  const { r, p, coordinateBytes } = CURVES[engine.curve];
  const size = encodedSize(engine.curve, group, encoding);
  const point = bytes.slice(at, at + size);
  const changed = (what: string, other: Uint8Array): Mutant => {
    const copy = bytes.slice();
    copy.set(other, at);
    return [`${name}: ${what}`, copy];
  };
  const decoded = await engine.decode(group, encoding, point, { infinity: true });
  if (!engine.isInfinity(decoded, 0)) {
    const times = async (factor: bigint) =>
      engine.encode(await engine.msm(decoded, bigIntToScalar(factor, r), 32), encoding);
    yield changed('turned over', await times(-1n));
    yield changed('doubled', await times(2n));
    yield changed('times 3^80', await times(3n ** 80n));
  }
  yield changed('the generator', await engine.encode(engine.generator(group), encoding));
  for (const [what, other] of strays(engine, group, target)) yield changed(what, other);
  yield changed('all bits set', new Uint8Array(size).fill(255));
  yield changed(
    'all bits turned',
    point.map((byte) => byte ^ 255),
  );
  yield changed('one bit turned', point.with(0, point[0]! ^ 1));
  if (encoding === 'lem') {
    for (let part = 0; part < size; part += coordinateBytes) {
      let value = 0n;
      for (let i = coordinateBytes - 1; i >= 0; i--) value = (value << 8n) | BigInt(point[part + i]!);
      const other = point.slice();
      other.set(integerBytes(value + p, coordinateBytes), part);
      yield changed(`coordinate ${part / coordinateBytes} written otherwise`, other);
    }
  }
  const alike = points.filter((one) => one.group === group);
  const next = alike[(alike.findIndex((one) => one.at === at) + 1) % alike.length]!;
  const follower = bytes.slice(next.at, next.at + size);
  yield changed(`${next.name} in its place`, follower);
  const swapped = bytes.slice();
  swapped.set(follower, at);
  swapped.set(point, next.at);
  yield [`${name} and ${next.name} in each other’s place`, swapped];
  const far = alike[(index * 7 + 3) % alike.length]!;
  yield changed(`${far.name} in its place`, bytes.slice(far.at, far.at + size));
}
