import { vi } from 'vitest';
import { type Address, at, type Expression, f64, type I32, i32, i64 } from './expression.ts';
import { FunctionBuilder } from './function.ts';
import type { ModuleBuilder } from './module.ts';
import { v128 } from './vector.ts';

const MULTIPLIER = 0x9e3779b97f4a7c15n;

/**
 * Makes everything that is emitted into the module from now on write down which way it went at every condition and
 * loop, and every address that it read or wrote and that is not constant, until mocks are restored. Answers where in
 * memory a hash of all that is, of 8 bytes.
 */
export function traced(m: ModuleBuilder): number {
  const cell = m.reserve(8);
  const note = (f: FunctionBuilder, value: I32) => {
    const mixed = f.local('i64', i64.xor(i64.load(at(cell)), i64.extendU(value)));
    f.set(mixed, i64.mul(mixed, MULTIPLIER));
    f.store(at(cell), i64.xor(mixed, i64.shrU(mixed, 29n)));
  };
  const branch = m.function(
    'traceBranch',
    { params: { condition: 'i32' }, result: 'i32', export: true },
    (f, { condition }) => {
      note(f, i32.ne(condition, 0));
      f.return(condition);
    },
  );
  const access = m.function(
    'traceAccess',
    { params: { base: 'i32', offset: 'i32' }, result: 'i32', export: true },
    (f, { base, offset }) => {
      note(f, i32.add(base, offset));
      f.return(base);
    },
  );
  const caller = new FunctionBuilder([]);
  const seen = (base: I32, offset = 0): I32 =>
    typeof base === 'number' ? base : caller.call(access, base, offset);
  const through = ({ base, offset }: Address): Address => ({
    base: seen(base, offset) as Address['base'],
    offset,
  });

  traceLoads(through);
  const { prototype } = FunctionBuilder;
  const { store, store8, store16, store32, storeLane64, copy, fill } = prototype;
  for (const [name, original] of Object.entries({ store, store8, store16, store32, storeLane64 })) {
    vi.spyOn(prototype, name as 'store').mockImplementation(function (
      this: FunctionBuilder,
      address,
      ...rest
    ) {
      return (original as typeof store).call(this, through(address), ...rest);
    });
  }
  vi.spyOn(prototype, 'copy').mockImplementation(function (this: FunctionBuilder, to, from, bytes) {
    return copy.call(this, seen(to), seen(from), bytes);
  });
  vi.spyOn(prototype, 'fill').mockImplementation(function (this: FunctionBuilder, to, byte, bytes) {
    return fill.call(this, seen(to), byte, bytes);
  });
  const { if: condition, while: loop } = prototype;
  vi.spyOn(prototype, 'if').mockImplementation(function (this: FunctionBuilder, test, ...rest) {
    return condition.call(this, caller.call(branch, test), ...rest);
  });
  vi.spyOn(prototype, 'while').mockImplementation(function (this: FunctionBuilder, test, body) {
    return loop.call(this, () => caller.call(branch, test()), body);
  });
  return cell;
}

function traceLoads(through: (address: Address) => Address): void {
  type Load = (address: Address, ...rest: unknown[]) => Expression;
  for (const instructions of [i32, i64, f64, v128] as unknown as Record<string, Load>[]) {
    for (const [name, original] of Object.entries(instructions)) {
      if (!name.startsWith('load')) continue;
      vi.spyOn(instructions, name).mockImplementation((address, ...rest) =>
        original(through(address), ...rest),
      );
    }
  }
}
