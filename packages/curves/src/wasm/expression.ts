import { float64, signed, unsigned } from './binary.ts';

/** Types of values (WebAssembly Core Specification, section 2.3). */
export type Type = 'i32' | 'i64' | 'f64' | 'v128';

/** Instructions that leave one value of the type on the stack. */
export interface Expression<T extends Type = Type> {
  readonly type: T;
  readonly code: readonly number[];
}

export type I32 = Expression<'i32'> | number;
export type I64 = Expression<'i64'> | bigint;
export type F64 = Expression<'f64'> | number;
export type V128 = Expression<'v128'>;

/** An address: an expression and a constant offset that costs nothing. */
export interface Address {
  readonly base: I32;
  readonly offset: number;
}

/** The address `offset` bytes after `base`, which may be an address itself. */
export function at(base: I32 | Address, offset = 0): Address {
  if (typeof base === 'number') return { base: 0, offset: base + offset };
  if ('code' in base) return { base, offset };
  return { base: base.base, offset: base.offset + offset };
}

/** The address as a value. */
export function pointer(address: Address): Expression<'i32'> {
  const base = int32(address.base);
  return address.offset === 0 ? base : i32.add(base, address.offset);
}

export function expression<T extends Type>(type: T, code: number[]): Expression<T> {
  return { type, code };
}

export function int32(value: I32): Expression<'i32'> {
  return typeof value === 'number' ? expression('i32', [0x41, ...signed(value | 0)]) : value;
}

export function int64(value: I64): Expression<'i64'> {
  return typeof value === 'bigint' ? expression('i64', [0x42, ...signed(BigInt.asIntN(64, value))]) : value;
}

export function float(value: F64): Expression<'f64'> {
  return typeof value === 'number' ? expression('f64', [0x44, ...float64(value)]) : value;
}

/** The immediate of a memory access: alignment as a power of two, offset. */
export function memoryArgument(align: number, address: Address): number[] {
  if (address.offset < 0) throw new RangeError('an offset of memory is negative');
  return [...unsigned(align), ...unsigned(address.offset)];
}

const unary32 = (opcode: number) => (a: I32) => expression('i32', [...int32(a).code, opcode]);
const binary32 = (opcode: number) => (a: I32, b: I32) =>
  expression('i32', [...int32(a).code, ...int32(b).code, opcode]);
const load32 = (opcode: number, align: number) => (address: Address) =>
  expression('i32', [...int32(address.base).code, opcode, ...memoryArgument(align, address)]);

/** Section 5.4.7 and 5.4.6: numbers of 32 bits. Comparisons answer 0 or 1. */
export const i32 = {
  const: (value: number) => int32(value),
  eqz: unary32(0x45),
  eq: binary32(0x46),
  ne: binary32(0x47),
  ltS: binary32(0x48),
  ltU: binary32(0x49),
  gtS: binary32(0x4a),
  gtU: binary32(0x4b),
  leS: binary32(0x4c),
  leU: binary32(0x4d),
  geS: binary32(0x4e),
  geU: binary32(0x4f),
  clz: unary32(0x67),
  ctz: unary32(0x68),
  add: binary32(0x6a),
  sub: binary32(0x6b),
  mul: binary32(0x6c),
  divU: binary32(0x6e),
  remU: binary32(0x70),
  and: binary32(0x71),
  or: binary32(0x72),
  xor: binary32(0x73),
  shl: binary32(0x74),
  shrS: binary32(0x75),
  shrU: binary32(0x76),
  load: load32(0x28, 2),
  load8S: load32(0x2c, 0),
  load8U: load32(0x2d, 0),
  load16S: load32(0x2e, 1),
  load16U: load32(0x2f, 1),
  wrap: (a: I64) => expression('i32', [...int64(a).code, 0xa7]),
  /** `a` where the condition is not zero, else `b`. */
  select: (a: I32, b: I32, condition: I32) =>
    expression('i32', [...int32(a).code, ...int32(b).code, ...int32(condition).code, 0x1b]),
};

const unary64 = (opcode: number) => (a: I64) => expression('i64', [...int64(a).code, opcode]);
const binary64 = (opcode: number) => (a: I64, b: I64) =>
  expression('i64', [...int64(a).code, ...int64(b).code, opcode]);
const compare64 = (opcode: number) => (a: I64, b: I64) =>
  expression('i32', [...int64(a).code, ...int64(b).code, opcode]);
const load64 = (opcode: number, align: number) => (address: Address) =>
  expression('i64', [...int32(address.base).code, opcode, ...memoryArgument(align, address)]);

/** Numbers of 64 bits. Comparisons answer an i32. */
export const i64 = {
  const: (value: bigint) => int64(value),
  eqz: (a: I64) => expression('i32', [...int64(a).code, 0x50]),
  eq: compare64(0x51),
  ne: compare64(0x52),
  ltS: compare64(0x53),
  ltU: compare64(0x54),
  gtS: compare64(0x55),
  gtU: compare64(0x56),
  leS: compare64(0x57),
  leU: compare64(0x58),
  geS: compare64(0x59),
  geU: compare64(0x5a),
  clz: unary64(0x79),
  ctz: unary64(0x7a),
  add: binary64(0x7c),
  sub: binary64(0x7d),
  mul: binary64(0x7e),
  and: binary64(0x83),
  or: binary64(0x84),
  xor: binary64(0x85),
  shl: binary64(0x86),
  shrS: binary64(0x87),
  shrU: binary64(0x88),
  load: load64(0x29, 3),
  load8U: load64(0x31, 0),
  load32U: load64(0x35, 2),
  extendS: (a: I32) => expression('i64', [...int32(a).code, 0xac]),
  extendU: (a: I32) => expression('i64', [...int32(a).code, 0xad]),
  /** The integer of a float that holds one; traps beyond 64 bits. */
  truncate: (a: F64) => expression('i64', [...float(a).code, 0xb0]),
  reinterpret: (a: F64) => expression('i64', [...float(a).code, 0xbd]),
  select: (a: I64, b: I64, condition: I32) =>
    expression('i64', [...int64(a).code, ...int64(b).code, ...int32(condition).code, 0x1b]),
};

const binaryFloat = (opcode: number) => (a: F64, b: F64) =>
  expression('f64', [...float(a).code, ...float(b).code, opcode]);

/** Floats of 64 bits. */
export const f64 = {
  const: (value: number) => float(value),
  add: binaryFloat(0xa0),
  sub: binaryFloat(0xa1),
  mul: binaryFloat(0xa2),
  neg: (a: F64) => expression('f64', [...float(a).code, 0x9a]),
  load: (address: Address) =>
    expression('f64', [...int32(address.base).code, 0x2b, ...memoryArgument(3, address)]),
  convert: (a: I64) => expression('f64', [...int64(a).code, 0xb9]),
  reinterpret: (a: I64) => expression('f64', [...int64(a).code, 0xbf]),
};
