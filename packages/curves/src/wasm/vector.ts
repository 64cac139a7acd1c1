import { float64, unsigned } from './binary.ts';
import {
  type Address,
  type Expression,
  expression,
  type F64,
  float,
  type I32,
  type I64,
  int32,
  int64,
  memoryArgument,
  type V128,
} from './expression.ts';

/** Vectors of 128 bits (SIMD, section 5.4.9; relaxed SIMD, WebAssembly 3.0). */

const opcode = (number: number) => [0xfd, ...unsigned(number)];
const unary = (number: number) => (a: V128) => expression('v128', [...a.code, ...opcode(number)]);
const binary = (number: number) => (a: V128, b: V128) =>
  expression('v128', [...a.code, ...b.code, ...opcode(number)]);
const shift = (number: number) => (a: V128, by: I32) =>
  expression('v128', [...a.code, ...int32(by).code, ...opcode(number)]);
const access = (number: number, align: number) => (address: Address) =>
  expression('v128', [...int32(address.base).code, ...opcode(number), ...memoryArgument(align, address)]);

export const v128 = {
  /** Two 64-bit integers, lane 0 first. */
  constIntegers: (low: bigint, high: bigint) => {
    const bytes = new Uint8Array(16);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, BigInt.asUintN(64, low), true);
    view.setBigUint64(8, BigInt.asUintN(64, high), true);
    return expression('v128', [...opcode(12), ...bytes]);
  },
  constFloats: (low: number, high: number) =>
    expression('v128', [...opcode(12), ...float64(low), ...float64(high)]),
  load: access(0, 4),
  /** Both lanes from one 64-bit value. */
  loadSplat64: access(10, 3),
  /** Lane 0 from memory, lane 1 zero. */
  loadZero64: access(93, 3),
  /** `vector` with one 64-bit lane from memory. */
  loadLane64: (address: Address, vector: V128, lane: 0 | 1) =>
    expression('v128', [
      ...int32(address.base).code,
      ...vector.code,
      ...opcode(0x57),
      ...memoryArgument(3, address),
      lane,
    ]),
  not: unary(77),
  and: binary(78),
  andnot: binary(79),
  or: binary(80),
  xor: binary(81),
  /** Bits of `a` where the mask is one, else of `b`. */
  bitselect: (a: V128, b: V128, mask: V128) =>
    expression('v128', [...a.code, ...b.code, ...mask.code, ...opcode(82)]),
  anyTrue: (a: V128) => expression('i32', [...a.code, ...opcode(83)]),
  /** Sixteen bytes picked from the 32 of both. */
  shuffle: (a: V128, b: V128, bytes: readonly number[]) =>
    expression('v128', [...a.code, ...b.code, ...opcode(13), ...bytes]),
  /** The 64-bit lanes in the other order. */
  swap: (a: V128): Expression<'v128'> =>
    v128.shuffle(a, a, [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]),
  select: (a: V128, b: V128, condition: I32) =>
    expression('v128', [...a.code, ...b.code, ...int32(condition).code, 0x1b]),
};

export const i64x2 = {
  const: (value: bigint) => v128.constIntegers(value, value),
  splat: (a: I64) => expression('v128', [...int64(a).code, ...opcode(18)]),
  extract: (a: V128, lane: 0 | 1) => expression('i64', [...a.code, ...opcode(29), lane]),
  replace: (a: V128, lane: 0 | 1, value: I64) =>
    expression('v128', [...a.code, ...int64(value).code, ...opcode(30), lane]),
  neg: unary(193),
  shl: shift(203),
  shrS: shift(204),
  shrU: shift(205),
  add: binary(206),
  sub: binary(209),
  eq: binary(214),
  ne: binary(215),
  ltS: binary(216),
  gtS: binary(217),
  /** Products of the low halves (elements 0 and 1) of vectors of four unsigned 32-bit integers. */
  extmulLowU: binary(222),
  extmulHighU: binary(223),
};

export const f64x2 = {
  const: (value: number) => v128.constFloats(value, value),
  splat: (a: F64) => expression('v128', [...float(a).code, ...opcode(20)]),
  extract: (a: V128, lane: 0 | 1) => expression('f64', [...a.code, ...opcode(33), lane]),
  replace: (a: V128, lane: 0 | 1, value: F64) =>
    expression('v128', [...a.code, ...float(value).code, ...opcode(34), lane]),
  eq: binary(71),
  ne: binary(72),
  lt: binary(73),
  gt: binary(74),
  abs: unary(236),
  neg: unary(237),
  add: binary(240),
  sub: binary(241),
  mul: binary(242),
  /** a·b + c, rounded once where the engine fuses, twice where it does not. */
  relaxedMadd: (a: V128, b: V128, c: V128) =>
    expression('v128', [...a.code, ...b.code, ...c.code, ...opcode(0x107)]),
  /** −a·b + c. */
  relaxedNmadd: (a: V128, b: V128, c: V128) =>
    expression('v128', [...a.code, ...b.code, ...c.code, ...opcode(0x108)]),
};
