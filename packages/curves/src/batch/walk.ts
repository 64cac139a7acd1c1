import { type Address, at, type I32, i32 } from '../wasm/expression.ts';
import type { FunctionBuilder, Local } from '../wasm/function.ts';

/** A column: a variable that holds its address, or a constant address. */
type Column = Local<'i32'> | number;

/**
 * Runs `body` for each group of `step` bytes of the columns' first `bytes` bytes, from the lowest or (`downward`)
 * from the highest address on. The body gets the columns' addresses in the group: a pointer that moves along for
 * columns in variables, one common offset for those at constant addresses, so that no address costs an addition.
 */
export function walk(
  f: FunctionBuilder,
  direction: 'upward' | 'downward',
  bytes: I32,
  step: number,
  columns: readonly Column[],
  body: (...addresses: Address[]) => void,
): void {
  const up = direction === 'upward';
  const end = f.local('i32', bytes);
  const offset = f.local('i32', up ? 0 : end);
  const pointers = columns.map((column) =>
    typeof column === 'number' ? undefined : f.local('i32', up ? column : i32.add(column, end)),
  );
  const advance = () => {
    for (const pointer of [offset, ...pointers]) {
      if (pointer) f.set(pointer, i32.add(pointer, up ? step : -step));
    }
  };
  f.while(
    () => (up ? i32.ltU(offset, end) : i32.gtS(offset, 0)),
    () => {
      if (!up) advance();
      body(...columns.map((column, i) => (pointers[i] ? at(pointers[i]) : at(offset, column as number))));
      if (up) advance();
    },
  );
}
