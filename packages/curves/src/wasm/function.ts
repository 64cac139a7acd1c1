import { join, signed, unsigned, vector } from './binary.ts';
import {
  type Address,
  type Expression,
  expression,
  type F64,
  float,
  type I32,
  type I64,
  i32,
  int32,
  int64,
  memoryArgument,
  type Type,
  type V128,
} from './expression.ts';

export const TYPE_CODES: Record<Type, number> = { i32: 0x7f, i64: 0x7e, f64: 0x7c, v128: 0x7b };

const STORES: Record<Type, { opcode: readonly number[]; align: number }> = {
  i32: { opcode: [0x36], align: 2 },
  i64: { opcode: [0x37], align: 3 },
  f64: { opcode: [0x39], align: 3 },
  v128: { opcode: [0xfd, 11], align: 4 },
};

/** A variable of a function. Reading it is an expression. */
export interface Local<T extends Type = Type> extends Expression<T> {
  readonly index: number;
}

/** A function that can be called: parameters in order and what it gives back. */
export interface Callable<Result extends Type | undefined = Type | undefined> {
  readonly index: number;
  readonly params: readonly Type[];
  readonly result: Result;
}

type Operand = I32 | I64 | F64 | V128;

/** Where the instruction that sets a variable begins and ends, and the one that would read it. */
interface Assignment {
  readonly start: number;
  readonly end: number;
  readonly read: readonly number[];
}

const LOCAL_SET = 0x21;
const LOCAL_TEE = 0x22;

/** Body of a function under construction: variables and statements in order. */
export class FunctionBuilder {
  readonly #params: readonly Type[];
  readonly #locals: Type[] = [];
  #code = new Uint8Array(1024);
  #length = 0;
  /** The statement just written, where it sets a variable. */
  #set: Assignment | undefined;
  /** Sets that leave their value on the stack as well, because the next statement begins with reading it. */
  readonly #kept: Assignment[] = [];

  constructor(params: readonly Type[]) {
    this.#params = params;
  }

  param<T extends Type>(index: number, type: T): Local<T> {
    return local(index, type);
  }

  /** A new variable, zero until it is set. */
  local<T extends Type>(
    type: T,
    value?: T extends 'i64' ? I64 : T extends 'v128' ? V128 : I32 | F64,
  ): Local<T> {
    const made = local(this.#params.length + this.#locals.length, type);
    this.#locals.push(type);
    if (value !== undefined) this.set(made, value);
    return made;
  }

  set(variable: Local, value: Operand): void {
    this.#push(operand(variable.type, value));
    const start = this.#length;
    this.#push([LOCAL_SET, ...unsigned(variable.index)]);
    this.#set = { start, end: this.#length, read: variable.code };
  }

  /** Sets the variables to the values that the instructions leave, the last on top of the stack. */
  setAll(variables: readonly Local[], code: readonly number[]): void {
    this.#push(code);
    for (const variable of [...variables].reverse()) this.#push([LOCAL_SET, ...unsigned(variable.index)]);
  }

  /** (low, high) of the 128-bit product of two unsigned integers (wide arithmetic, i64.mul_wide_u). */
  mulWide(low: Local<'i64'>, high: Local<'i64'>, a: I64, b: I64): void {
    this.setAll([low, high], [...int64(a).code, ...int64(b).code, 0xfc, ...unsigned(22)]);
  }

  /** (low, high) of a + b modulo 2^128 (wide arithmetic, i64.add128). */
  add128(low: Local<'i64'>, high: Local<'i64'>, a: readonly [I64, I64], b: readonly [I64, I64]): void {
    this.setAll([low, high], [...[...a, ...b].flatMap((part) => int64(part).code), 0xfc, ...unsigned(19)]);
  }

  /** (low, high) of a − b modulo 2^128 (wide arithmetic, i64.sub128). */
  sub128(low: Local<'i64'>, high: Local<'i64'>, a: readonly [I64, I64], b: readonly [I64, I64]): void {
    this.setAll([low, high], [...[...a, ...b].flatMap((part) => int64(part).code), 0xfc, ...unsigned(20)]);
  }

  store(address: Address, value: Expression): void {
    const base = int32(address.base).code;
    this.#push(base, value.code, [
      ...STORES[value.type].opcode,
      ...memoryArgument(STORES[value.type].align, address),
    ]);
  }

  /** The lowest byte of the value. */
  store8(address: Address, value: I32): void {
    this.#push(int32(address.base).code, int32(value).code, [0x3a, ...memoryArgument(0, address)]);
  }

  store16(address: Address, value: I32): void {
    this.#push(int32(address.base).code, int32(value).code, [0x3b, ...memoryArgument(1, address)]);
  }

  /** The lowest 32 bits of the value. */
  store32(address: Address, value: I64): void {
    this.#push(int32(address.base).code, int64(value).code, [0x3e, ...memoryArgument(2, address)]);
  }

  /** One 64-bit lane of a vector. */
  storeLane64(address: Address, value: V128, lane: 0 | 1): void {
    const immediate = [...memoryArgument(3, address), lane];
    this.#push(int32(address.base).code, value.code, [0xfd, ...unsigned(0x5b), ...immediate]);
  }

  copy(to: I32, from: I32, bytes: I32): void {
    this.#push(int32(to).code, int32(from).code, int32(bytes).code, [0xfc, 10, 0, 0]);
  }

  fill(to: I32, byte: I32, bytes: I32): void {
    this.#push(int32(to).code, int32(byte).code, int32(bytes).code, [0xfc, 11, 0]);
  }

  /** Calls a function that gives nothing back. */
  run(callee: Callable<undefined>, ...values: Operand[]): void {
    this.#push(callCode(callee, values));
  }

  /** The value that the called function gives back. */
  call<T extends Type>(callee: Callable<T>, ...values: Operand[]): Expression<T> {
    return expression(callee.result, callCode(callee, values));
  }

  if(condition: I32, then: () => void, otherwise?: () => void): void {
    this.#push(int32(condition).code, [0x04, 0x40]);
    then();
    if (otherwise) {
      this.#push([0x05]);
      otherwise();
    }
    this.#push([0x0b]);
  }

  /** Repeats while the condition, evaluated before every round, is not zero. */
  while(condition: () => I32, body: () => void): void {
    this.#push([0x02, 0x40, 0x03, 0x40], i32.eqz(condition()).code, [0x0d, 1]);
    body();
    this.#push([0x0c, 0, 0x0b, 0x0b]);
  }

  /** counter = from; while counter < to (unsigned): body; counter += step. */
  for(counter: Local<'i32'>, from: I32, to: I32, step: number, body: () => void): void {
    this.set(counter, from);
    this.while(
      () => i32.ltU(counter, to),
      () => {
        body();
        this.set(counter, i32.add(counter, step));
      },
    );
  }

  /** counter = from; while counter > to (signed): counter -= step; body. */
  down(counter: Local<'i32'>, from: I32, to: I32, step: number, body: () => void): void {
    this.set(counter, from);
    this.while(
      () => i32.gtS(counter, to),
      () => {
        this.set(counter, i32.sub(counter, step));
        body();
      },
    );
  }

  return(value?: Expression): void {
    this.#push(value?.code ?? [], [0x0f]);
  }

  /** Where the code has come to. */
  get position(): number {
    return this.#length;
  }

  /** Takes back all statements since the position, none of which may have ended what began before it. */
  rewind(position: number): void {
    this.#length = position;
    this.#set = undefined;
    for (let last = this.#kept.at(-1); last && last.end >= position; last = this.#kept.at(-1)) {
      if (last.end === position) this.#code[last.start] = LOCAL_SET;
      this.#kept.pop();
    }
  }

  trap(): void {
    this.#push([0x00]);
  }

  /** The body as the code section holds it, without its size (section 5.5.13). */
  bytes(): Uint8Array<ArrayBuffer> {
    const groups: [number, Type][] = [];
    for (const type of this.#locals) {
      const last = groups.at(-1);
      if (last && last[1] === type) last[0]++;
      else groups.push([1, type]);
    }
    const variables = groups.map(([count, type]) => [...unsigned(count), TYPE_CODES[type]]);
    return join([vector(variables), this.#code.subarray(0, this.#length), [0x0b]]);
  }

  #push(...parts: readonly (readonly number[])[]): void {
    for (const part of parts) {
      if (part.length > 0) this.#append(part, this.#keeps(part) ? this.#set!.read.length : 0);
    }
  }

  /** Whether what comes next reads the variable that was set right before: then local.tee does both. */
  #keeps(next: readonly number[]): boolean {
    const set = this.#set;
    if (set?.end !== this.#length || !set.read.every((byte, i) => byte === next[i])) return false;
    this.#code[set.start] = LOCAL_TEE;
    this.#kept.push(set);
    return true;
  }

  #append(part: readonly number[], from: number): void {
    const length = this.#length + part.length - from;
    if (length > this.#code.length) {
      const code = new Uint8Array(2 * length);
      code.set(this.#code);
      this.#code = code;
    }
    for (let i = from; i < part.length; i++) this.#code[this.#length++] = part[i]!;
    this.#set = undefined;
  }
}

function local<T extends Type>(index: number, type: T): Local<T> {
  return { type, index, code: [0x20, ...unsigned(index)] };
}

function operand(type: Type, value: Operand): readonly number[] {
  if (typeof value === 'bigint') return [0x42, ...signed(BigInt.asIntN(64, value))];
  if (typeof value === 'number') return (type === 'f64' ? float(value) : int32(value)).code;
  return value.code;
}

function callCode(callee: Callable, values: Operand[]): number[] {
  if (values.length !== callee.params.length) throw new RangeError('wrong number of arguments');
  const code = values.flatMap((value, i) => operand(callee.params[i]!, value));
  return [...code, 0x10, ...unsigned(callee.index)];
}
