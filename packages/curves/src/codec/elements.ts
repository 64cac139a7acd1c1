import type { GroupKernel } from '../batch/group.ts';
import { walk } from '../batch/walk.ts';
import type { PrimeOps } from '../field/field.ts';
import { at, type Expression, type I32, i32 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder } from '../wasm/function.ts';

/** Single elements of columns of coordinates as integers in memory, the parts of F_p² one after the other. */
export interface Elements {
  /** (column, index, source): sets element `index` from integers below p. */
  readonly put: Callable<undefined>;
  /** (target, column, index): the canonical integers of element `index`. */
  readonly get: Callable<undefined>;
  /** (column, n): n slots whose elements were put as integers v to elements v. */
  readonly fromIntegers: Callable<undefined>;
  /** The same for integers in Montgomery form. */
  readonly fromMontgomery: Callable<undefined>;
  /** (column, n): n slots to what {@link Elements.get} reads the elements' integers from. */
  readonly toIntegers: Callable<undefined>;
}

export function emitElements({ m, field, group, degree, elementBytes, step }: GroupKernel): Elements {
  const { lanes, slotBytes, words } = field;
  const label = group.toLowerCase();

  const eachPart = (
    f: FunctionBuilder,
    column: I32,
    index: Expression<'i32'>,
    visit: (slot: I32, lane: I32, offset: number) => void,
  ) => {
    const slot = f.local('i32', i32.add(column, i32.mul(i32.divU(index, lanes), elementBytes)));
    const lane = f.local('i32', i32.remU(index, lanes));
    for (let part = 0; part < degree; part++) {
      visit(i32.add(slot, part * slotBytes), lane, part * 8 * words);
    }
  };

  const put = m.function(
    `${label}PutElement`,
    { params: { column: 'i32', index: 'i32', source: 'i32' } },
    (f, { column, index, source }) =>
      eachPart(f, column, index, (slot, lane, offset) =>
        f.run(field.unpack, slot, lane, i32.add(source, offset)),
      ),
  );

  const get = m.function(
    `${label}GetElement`,
    { params: { target: 'i32', column: 'i32', index: 'i32' } },
    (f, { target, column, index }) =>
      eachPart(f, column, index, (slot, lane, offset) =>
        f.run(field.pack, i32.add(target, offset), slot, lane),
      ),
  );

  const convert = (
    name: string,
    operation: (ops: PrimeOps<unknown>) => (a: unknown) => unknown,
  ): Callable<undefined> =>
    m.function(`${label}${name}`, { params: { column: 'i32', n: 'i32' } }, (f, { column, n }) => {
      const ops = field.ops(f, elementBytes);
      walk(f, 'upward', i32.mul(n, elementBytes), step, [column], (element) => {
        for (let part = 0; part < degree; part++) {
          const place = at(element, part * slotBytes);
          ops.store(place, operation(ops)(ops.load(place)));
        }
      });
    });

  return {
    put,
    get,
    fromIntegers: convert('FromIntegers', (ops) => (a) => ops.fromInteger(a)),
    fromMontgomery: convert('FromMontgomery', (ops) => (a) => ops.fromMontgomery(a)),
    toIntegers: convert('ToIntegers', (ops) => (a) => ops.toInteger(a)),
  };
}
