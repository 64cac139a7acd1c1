import { joinBytes } from '@brebaje/curves/bytes';
import { power } from '@brebaje/curves/curve/arithmetic';
import { ALLOW_INFINITY, BAD_SCALAR, SUBGROUP_KNOWN } from '@brebaje/curves/kernel/abi';
import type { KernelInstance } from '@brebaje/curves/kernel/instance';
import { agreeing } from './agreeing.ts';
import { littleEndian, noScalar, spikyCount, spikyScalar } from './integers.ts';
import {
  admitted,
  type Demands,
  isOutside,
  type Offered,
  offer,
  showOffered,
  spoil,
  sumOf,
} from './offered.ts';
import { type Ground, operation } from './operation.ts';
import type { Random } from './random.ts';
import { type Outcome, stage } from './stage.ts';

interface Secrets {
  readonly s: bigint;
  readonly t: bigint;
}

interface ScaleSettings extends Secrets, Demands {
  readonly inPlace: boolean;
}

interface PowersSettings extends ScaleSettings {
  readonly start: number;
}

function draw(ground: Ground, random: Random): { items: Offered[]; settings: ScaleSettings } {
  const infinity = random.chance(60);
  const subgroup = random.chance(50);
  // A caller that says it knows the subgroup must know it.
  const strays = subgroup && random.chance(30);
  const entries = ground.pool.draw(random, spikyCount(random), { strays, infinity });
  const items = entries.map((entry) => offer(ground, 'lem', entry));
  spoil(random, ground, 'lem', items);
  if (!subgroup) {
    for (const [i, item] of items.entries()) {
      if (isOutside(ground, item)) items[i] = offer(ground, 'lem', entries[i]!);
    }
  }
  const secret = () => (random.chance(3) ? noScalar : spikyScalar)(random, ground.curve);
  const settings = { s: secret(), t: secret(), subgroup, infinity, inPlace: random.chance(50) };
  return { items, settings };
}

/** Point i times the i-th factor, unless a point or a secret is refused. */
function multiplied(
  ground: Ground,
  items: readonly Offered[],
  settings: Demands,
  secrets: readonly bigint[],
  factor: (i: number) => bigint,
): Outcome {
  const { known, curve } = ground;
  if (secrets.some((secret) => secret === 0n || secret >= curve.r)) return { answer: BAD_SCALAR };
  const { answer } = admitted(ground, 'lem', items, settings);
  if (answer !== 0) return { answer };
  const products = items.map((item, i) => known.total([[sumOf(ground, item), factor(i)]]));
  return { answer: 0, bytes: joinBytes(known.bytes(products)) };
}

function staged(
  kernel: KernelInstance,
  items: readonly Offered[],
  { s, t, subgroup, infinity, inPlace }: ScaleSettings,
  run: (from: number, to: number, flags: number) => number,
): Outcome {
  const points = joinBytes(items.map(({ bytes }) => bytes));
  const flags = (subgroup ? 0 : SUBGROUP_KNOWN) | (infinity ? ALLOW_INFINITY : 0);
  return stage(kernel, {
    inputs: inPlace ? [] : [points],
    room: points.length,
    untouched: true,
    ...(inPlace ? { inPlace: points } : {}),
    call: ([from], _, to) =>
      withoutTrace(kernel, () =>
        kernel.withSecrets(littleEndian(s, 32), littleEndian(t, 32), () => run(from ?? to, to, flags)),
      ),
  });
}

/** What lies in a module's own memory when it was wiped. */
const wiped = new WeakMap<WebAssembly.Memory, Buffer>();

/** Throws where the module's own memory is not afterwards what it is without any secret. */
function withoutTrace(kernel: KernelInstance, run: () => number): number {
  const { memory, heap, wipe } = kernel.exports;
  const own = () => Buffer.from(memory.buffer, 0, heap.value);
  if (!wiped.has(memory)) {
    wipe();
    wiped.set(memory, Buffer.from(own()));
  }
  const answer = run();
  if (Buffer.compare(own(), wiped.get(memory)!) !== 0) throw new Error('memory tells of what was multiplied');
  return answer;
}

async function confirmed(
  ground: Ground,
  items: readonly Offered[],
  kind: 'scale' | 'powers',
  secrets: readonly bigint[],
  { bytes }: Outcome,
): Promise<string[]> {
  const { libraries, known, group } = ground;
  if (!bytes || items.length === 0) return [];
  const infinite = items.some((item) => known.isInfinity(sumOf(ground, item)));
  const asked = libraries.filter(({ everything }) => everything || !infinite);
  const points = joinBytes(items.map((item) => item.bytes));
  const scalars = joinBytes(secrets.map((secret) => littleEndian(secret, 32)));
  const names: string[] = [];
  for (const { name, ask } of asked) {
    names.push(...agreeing(name, await ask({ kind, group, points, scalars }), bytes));
  }
  return names;
}

export const scaling = operation<Offered, ScaleSettings>({
  name: 'scale',
  exported: 'Scale',
  weight: 2,
  draw,
  expected: (ground, items, settings) => multiplied(ground, items, settings, [settings.s], () => settings.s),
  computed: (kernel, { group }, items, settings) =>
    staged(kernel, items, settings, (from, to, flags) =>
      kernel.call(group, 'Scale')(from, to, items.length, flags),
    ),
  confirm: (ground, items, { s }, expected) => confirmed(ground, items, 'scale', [s], expected),
  show: showOffered,
});

export const powers = operation<Offered, PowersSettings>({
  name: 'powers',
  exported: 'Powers',
  weight: 2,
  draw(ground, random) {
    const { items, settings } = draw(ground, random);
    const start = random.pick([0, 1, random.below(5000), random.below(2 ** 32), 2 ** 31, 2 ** 32 - 1]);
    return { items, settings: { ...settings, start } };
  },
  expected(ground, items, settings) {
    const { r } = ground.curve;
    let factor = (settings.s * power(settings.t, BigInt(settings.start), r)) % r;
    const factors = items.map(() => {
      const now = factor;
      factor = (factor * settings.t) % r;
      return now;
    });
    return multiplied(ground, items, settings, [settings.s, settings.t], (i) => factors[i]!);
  },
  computed: (kernel, { group }, items, settings) =>
    staged(kernel, items, settings, (from, to, flags) =>
      kernel.call(group, 'Powers')(from, to, items.length, settings.start, flags),
    ),
  async confirm(ground, items, { s, t, start }, expected) {
    const first = (s * power(t, BigInt(start), ground.curve.r)) % ground.curve.r;
    return confirmed(ground, items, 'powers', [first, t], expected);
  },
  show: showOffered,
});
