import { type Address, at, i32, i64 } from '../wasm/expression.ts';
import type { Callable } from '../wasm/function.ts';
import { v128 } from '../wasm/vector.ts';
import type { GroupKernel } from './group.ts';
import type { Table } from './table.ts';

/**
 * (digits, x, y, n): fills the columns x, y of n slots, lane by lane, from the table's columns that each point's
 * digit selects. Which addresses are read depends on the digits; the instructions do not.
 */
export function gatherer(kernel: GroupKernel, table: Table): Callable<undefined> {
  const { m, field, elementBytes } = kernel;
  const label = kernel.group.toLowerCase();
  const params = { digits: 'i32', x: 'i32', y: 'i32', n: 'i32' } as const;
  // A slot is a row of 64-bit words, those of its lanes side by side.
  const row = 8 * field.lanes;
  return m.function(`${label}Gather`, { params }, (f, { digits, x, y, n }) => {
    const offset = f.local('i32');
    const sources = Array.from({ length: field.lanes }, () => f.local('i32'));
    f.for(offset, 0, i32.mul(n, elementBytes), elementBytes, () => {
      for (const [target, select] of [
        [x, table.xOf],
        [y, table.yOf],
      ] as const) {
        for (const [lane, source] of sources.entries()) {
          f.set(source, i32.add(select(i32.load8U(at(digits, lane))), offset));
        }
        for (let word = 0; word < elementBytes; word += row) {
          const from = sources.map((source, lane): Address => at(source, word + 8 * lane));
          const values =
            field.lanes === 1 ? i64.load(from[0]!) : v128.loadLane64(from[1]!, v128.loadZero64(from[0]!), 1);
          f.store(at(target, word), values);
        }
        f.set(target, i32.add(target, elementBytes));
      }
      f.set(digits, i32.add(digits, field.lanes));
    });
  });
}
