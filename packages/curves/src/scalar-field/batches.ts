import type { CurveParameters } from '../curve/parameters.ts';
import type { PrimeField } from '../field/field.ts';
import { at, type I32, i32 } from '../wasm/expression.ts';
import type { FunctionBuilder, Local } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';

/** Bytes of a scalar: a canonical little-endian integer below r. */
export const SCALAR_BYTES = 32;

/** Scalars that are inverted together. */
const CHUNK = 256;

/**
 * Exports batches over Z/r. Scalars are 32 little-endian bytes below r, not secret; out may be an operand.
 *
 * - frMultiply(a, b, out, n), frAdd, frSubtract.
 * - frInvert(in, out, n) → 0, or 1 + the index of the first zero; then what comes from its chunk of 256 on is left
 *   alone.
 * - frPowers(s, t, out, n): s·t^i.
 */
export function emitScalarBatches(m: ModuleBuilder, curve: CurveParameters, field: PrimeField): void {
  if (field.prime !== curve.r) throw new RangeError('the field of scalars has another order');
  const { lanes, slotBytes } = field;
  const column = () => m.reserve((CHUNK / lanes) * slotBytes, 64);
  const [left, right, result] = [m.reserve(slotBytes), m.reserve(slotBytes), m.reserve(slotBytes)];

  /** Runs `body` with pointers to each scalar that go on by 32 bytes, `lanes` at a time; lanes after the last repeat it. */
  function eachSlot(
    f: FunctionBuilder,
    n: Local<'i32'>,
    pointers: readonly Local<'i32'>[],
    body: (lanes: readonly { of(pointer: Local<'i32'>): I32; exists: I32 }[]) => void,
  ): void {
    f.while(
      () => i32.gtS(n, 0),
      () => {
        const all = Array.from({ length: lanes }, (_, lane) => {
          const exists = i32.gtS(n, lane);
          const offset = f.local('i32', i32.select(SCALAR_BYTES * lane, 0, exists));
          return { of: (pointer: Local<'i32'>) => i32.add(pointer, offset), exists };
        });
        body(all);
        for (const pointer of pointers) f.set(pointer, i32.add(pointer, SCALAR_BYTES * lanes));
        f.set(n, i32.sub(n, lanes));
      },
    );
  }

  type Operation = (ops: ReturnType<PrimeField['ops']>, a: unknown, b: unknown) => unknown;
  // A product of what stands for a with the integer b is the integer a·b: one conversion instead of three.
  const operations: Record<string, Operation> = {
    frMultiply: (ops, a, b) => ops.mul(ops.fromInteger(a), b),
    frAdd: (ops, a, b) => ops.add(a, b),
    frSubtract: (ops, a, b) => ops.sub(a, b),
  };
  for (const [name, operation] of Object.entries(operations)) {
    const params = { a: 'i32', b: 'i32', out: 'i32', n: 'i32' } as const;
    m.function(name, { params, export: true }, (f, { a, b, out, n }) => {
      const ops = field.ops(f);
      eachSlot(f, n, [a, b, out], (slot) => {
        for (const [lane, { of }] of slot.entries()) {
          f.run(field.unpack, left, lane, of(a));
          f.run(field.unpack, right, lane, of(b));
        }
        ops.store(at(result), operation(ops, ops.load(at(left)), ops.load(at(right))));
        for (const [lane, { of, exists }] of slot.entries()) {
          f.if(exists, () => f.run(field.pack, of(out), result, lane));
        }
      });
    });
  }

  const [values, products] = [column(), column()];
  const running = m.reserve(slotBytes);

  /** (in, out, count) → 0 or 1 + the index of the first zero: inverts one chunk. */
  const invertChunk = m.function(
    'frInvertChunk',
    { params: { from: 'i32', out: 'i32', count: 'i32' }, result: 'i32' },
    (f, { from, out, count }) => {
      const ops = field.ops(f);
      const [n, offset] = [f.local('i32', count), f.local('i32', 0)];
      ops.store(at(running), ops.one());
      eachSlot(f, n, [from], (slot) => {
        for (const [lane, { of }] of slot.entries())
          f.run(field.unpack, i32.add(offset, values), lane, of(from));
        for (const [lane] of slot.entries()) {
          f.if(f.call(field.isZero, i32.add(offset, values), lane), () =>
            f.return(i32.add(i32.sub(count, n), lane + 1)),
          );
        }
        ops.store(at(offset, values), ops.fromInteger(ops.load(at(offset, values))));
        ops.store(at(offset, products), ops.load(at(running)));
        ops.store(at(running), ops.mul(ops.load(at(running)), ops.load(at(offset, values))));
        f.set(offset, i32.add(offset, slotBytes));
      });
      f.run(field.invert, running, running);
      // Backwards, at the end of the output; the last slot may be partly filled.
      const left = f.local('i32', i32.mul(i32.divU(offset, slotBytes), lanes));
      f.down(offset, offset, 0, slotBytes, () => {
        ops.store(at(result), ops.toInteger(ops.mul(ops.load(at(running)), ops.load(at(offset, products)))));
        ops.store(at(running), ops.mul(ops.load(at(running)), ops.load(at(offset, values))));
        f.set(left, i32.sub(left, lanes));
        for (let lane = 0; lane < lanes; lane++) {
          const index = i32.add(left, lane);
          f.if(i32.ltU(index, count), () =>
            f.run(field.pack, i32.add(out, i32.mul(index, SCALAR_BYTES)), result, lane),
          );
        }
      });
      f.return(i32.const(0));
    },
  );

  m.function(
    'frInvert',
    { params: { from: 'i32', out: 'i32', n: 'i32' }, result: 'i32', export: true },
    (f, { from, out, n }) => {
      const [done, count] = [f.local('i32', 0), f.local('i32')];
      f.while(
        () => n,
        () => {
          f.set(count, i32.select(n, CHUNK, i32.ltU(n, CHUNK)));
          const zero = f.local('i32', f.call(invertChunk, from, out, count));
          f.if(zero, () => f.return(i32.add(done, zero)));
          for (const pointer of [from, out]) f.set(pointer, i32.add(pointer, i32.mul(count, SCALAR_BYTES)));
          f.set(done, i32.add(done, count));
          f.set(n, i32.sub(n, count));
        },
      );
      f.return(i32.const(0));
    },
  );

  m.function(
    'frPowers',
    { params: { s: 'i32', t: 'i32', out: 'i32', n: 'i32' }, export: true },
    (f, { s, t, out, n }) => {
      const ops = field.ops(f);
      for (let lane = 0; lane < lanes; lane++) {
        f.run(field.unpack, left, lane, s);
        f.run(field.unpack, right, lane, t);
      }
      ops.store(at(right), ops.fromInteger(ops.load(at(right))));
      f.while(
        () => n,
        () => {
          // One lane does: each power needs the one before.
          f.run(field.pack, out, left, 0);
          ops.store(at(left), ops.mul(ops.load(at(left)), ops.load(at(right))));
          f.set(out, i32.add(out, SCALAR_BYTES));
          f.set(n, i32.sub(n, 1));
        },
      );
    },
  );
}
