import { type I64, i64 } from '../wasm/expression.ts';
import { FunctionBuilder, type Local } from '../wasm/function.ts';

const LOW = 0xffff_ffffn;

/**
 * For tests in engines without wide arithmetic: makes FunctionBuilder emit its instructions as others that every
 * engine has, schoolbook products of halves and carries. Answers what takes that back.
 */
export function spellOutWide(): () => void {
  const { prototype } = FunctionBuilder;
  const { mulWide, add128, sub128 } = prototype;
  prototype.mulWide = function (low, high, a, b) {
    const [x, y] = [this.local('i64', a), this.local('i64', b)];
    const [x0, x1, y0, y1] = [i64.and(x, LOW), i64.shrU(x, 32n), i64.and(y, LOW), i64.shrU(y, 32n)];
    const lowest = this.local('i64', i64.mul(x0, y0));
    const middle = this.local('i64', i64.add(i64.mul(x1, y0), i64.shrU(lowest, 32n)));
    const other = this.local('i64', i64.add(i64.mul(x0, y1), i64.and(middle, LOW)));
    this.set(high, i64.add(i64.mul(x1, y1), i64.add(i64.shrU(middle, 32n), i64.shrU(other, 32n))));
    this.set(low, i64.or(i64.shl(other, 32n), i64.and(lowest, LOW)));
  };
  prototype.add128 = pair(i64.add, (sum, first) => i64.ltU(sum, first));
  prototype.sub128 = pair(i64.sub, (_, first, second) => i64.ltU(first, second));
  return () => Object.assign(prototype, { mulWide, add128, sub128 });
}

function pair(
  combine: typeof i64.add,
  carry: (low: I64, first: I64, second: I64) => ReturnType<typeof i64.ltU>,
) {
  return function (
    this: FunctionBuilder,
    low: Local<'i64'>,
    high: Local<'i64'>,
    a: readonly [I64, I64],
    b: readonly [I64, I64],
  ) {
    const [a0, a1] = [this.local('i64', a[0]), this.local('i64', a[1])];
    const [b0, b1] = [this.local('i64', b[0]), this.local('i64', b[1])];
    const rest = this.local('i64', combine(a0, b0));
    this.set(high, combine(combine(a1, b1), i64.extendU(carry(rest, a0, b0))));
    this.set(low, rest);
  };
}
