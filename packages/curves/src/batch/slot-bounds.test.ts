import { describe, expect, it } from 'vitest';
import * as jacobian from '../codec/jacobian.ts';
import { inverse } from '../curve/arithmetic.ts';
import { CURVES } from '../curve/parameters.ts';
import { supportsRelaxedSimd } from '../field/features.ts';
import type { FieldOps, PrimeField } from '../field/field.ts';
import { fmaField } from '../field/fma.ts';
import { radixOf, slotBounds } from '../field/fma-radix.ts';
import type { Bounds } from '../field/limb-bounds.ts';
import { integerOps } from '../field/model.ts';
import { plainField } from '../field/plain.ts';
import { LIMB_BITS, slotBounds as plainSlotBounds } from '../field/plain-limbs.ts';
import { corners } from '../field/test-machine.ts';
import { quadratic } from '../tower/quadratic.ts';
import { at } from '../wasm/expression.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import * as affine from './affine.ts';
import { instance } from './test-instance.ts';

/** How a kernel writes limbs, for slots that no conversion would make. */
interface Representation {
  readonly name: string;
  readonly prime: bigint;
  readonly bounds: Bounds;
  readonly bits: number;
  make(m: ModuleBuilder): PrimeField;
  /** A slot whose lanes hold the limbs. */
  slot(limbs: readonly bigint[]): Uint8Array;
}

const representations = Object.values(CURVES).flatMap(({ name, p: prime }): Representation[] => {
  const plain: Representation = {
    name: `29 bits, ${name}`,
    prime,
    bounds: plainSlotBounds(prime),
    bits: LIMB_BITS,
    make: (m) => plainField(m, prime),
    slot: (limbs) => new Uint8Array(BigInt64Array.from(limbs).buffer),
  };
  const radix = radixOf(prime);
  const doubles: Representation = {
    name: `doubles, ${name}`,
    prime,
    bounds: slotBounds(radix),
    bits: radix.bits,
    make: (m) => fmaField(m, prime),
    slot: (limbs) =>
      new Uint8Array(
        Float64Array.from(
          limbs.flatMap((limb) => [limb, limb]),
          Number,
        ).buffer,
      ),
  };
  return supportsRelaxedSimd() ? [plain, doubles] : [plain];
});

const INPUTS = 5;

/** Everything that points are computed with, over any field; five elements in, some out. */
function formulas<E>(ops: FieldOps<E>, [x, y, z, u, v]: readonly E[]): E[] {
  const [p, q] = [
    { x: x!, y: y! },
    { x: u!, y: v! },
  ];
  const doubled = jacobian.double(ops, { ...p, z: z! });
  const added = jacobian.addAffine(ops, { ...p, z: z! }, q);
  const chord = affine.chord(ops, p, q, z!);
  const again = affine.addAgain(ops, p, chord, z!);
  const sums = [affine.double(ops, p, z!), affine.add(ops, p, q, z!), again];
  return [doubled, added].flatMap(({ x, y, z }) => [x, y, z]).concat(sums.flatMap(({ x, y }) => [x, y]));
}

describe.each(representations)('formulas from slots at the ends of their bounds: $name', (kernel) => {
  const { prime, bounds, bits } = kernel;
  const weight = 1n << BigInt(bits * (bounds.limbs.length - 1));
  const unit = inverse(1n << BigInt(bits * bounds.limbs.length), prime);
  const total = (limbs: readonly bigint[]) =>
    limbs.reduce((sum, limb, i) => sum + (limb << BigInt(bits * i)), 0n);
  const classOf = (limbs: readonly bigint[]) => (((total(limbs) * unit) % prime) + prime) % prime;

  /** Limbs with the lower ones at their ends and the highest as far as the value allows. */
  const extremes = [...corners([...bounds.limbs.slice(0, -1), bounds.value], 96)].map((ends) => {
    const lower = ends.slice(0, -1);
    let highest = (ends.at(-1)! - total(lower)) / weight;
    while (total([...lower, highest]) > bounds.value.max) highest--;
    while (total([...lower, highest]) < bounds.value.min) highest++;
    return [...lower, highest];
  });

  function start(degree: 1 | 2) {
    const m = new ModuleBuilder();
    const field = kernel.make(m);
    const bytes = degree * field.slotBytes;
    const inputs = m.reserve(INPUTS * bytes);
    const count = formulas(integerOps(prime), [1n, 2n, 3n, 4n, 5n]).length;
    const outputs = m.reserve(count * bytes);
    const packed = m.reserve(count * degree * 8 * field.words);
    const place = (slot: number) => packed + 8 * field.words * slot;
    m.function('run', { params: {}, export: true }, (f) => {
      const base = field.ops(f);
      const ops = (degree === 1 ? base : quadratic(field, base)) as FieldOps<unknown>;
      const elements = Array.from({ length: INPUTS }, (_, i) => ops.load(at(inputs + i * bytes)));
      for (const [i, value] of formulas(ops, elements).entries()) ops.store(at(outputs + i * bytes), value);
      for (let slot = 0; slot < count * degree; slot++) {
        const from = outputs + slot * field.slotBytes;
        base.store(at(from), base.toInteger(base.load(at(from))));
        f.run(field.pack, place(slot), from, field.lanes - 1);
      }
    });
    const { calls, bytes: memory } = instance(m);
    return (slots: readonly (readonly bigint[])[]): bigint[] => {
      for (const [i, limbs] of slots.entries()) {
        memory(inputs + i * field.slotBytes, field.slotBytes).set(kernel.slot(limbs));
      }
      calls.run!();
      return Array.from({ length: count * degree }, (_, slot) =>
        memory(place(slot), 8 * field.words).reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n),
      );
    };
  }

  /** Some choices of so many extremes, among them the same for all and neighbours. */
  const choices = (count: number) =>
    extremes.flatMap((slot, i) => [
      Array.from({ length: count }, () => slot),
      Array.from({ length: count }, (_, k) => extremes[(i + 7 * k + k * k) % extremes.length]!),
    ]);

  it('over F_p', () => {
    const run = start(1);
    for (const slots of choices(INPUTS)) {
      expect(run(slots)).toEqual(formulas(integerOps(prime), slots.map(classOf)));
    }
  });

  it('over F_p²', () => {
    const run = start(2);
    const ops = quadratic({ prime, slotBytes: 1 }, integerOps(prime));
    for (const slots of choices(2 * INPUTS)) {
      const parts = slots.map(classOf);
      const elements = Array.from({ length: INPUTS }, (_, i) => ops.pair(parts[2 * i]!, parts[2 * i + 1]!));
      expect(run(slots)).toEqual(formulas(ops, elements).flatMap(({ c0, c1 }) => [c0, c1]));
    }
  });
});
