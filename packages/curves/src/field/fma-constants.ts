import { at, type Expression } from '../wasm/expression.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { v128 } from '../wasm/vector.ts';
import { constant, fraction } from './fma-operations.ts';
import type { Program, Value } from './program.ts';

/** What fetches a constant of 16 bytes. */
export type Fetch = (bytes: Uint8Array) => Expression<'v128'>;

/**
 * Keeps constants in memory, each once: engines build a vector constant from two 64-bit immediates wherever
 * it stands in the code, and load one in a single instruction.
 */
export function memoryConstants(m: ModuleBuilder): Fetch {
  const known = new Map<string, number>();
  return (bytes) => {
    const key = bytes.join();
    const address = known.get(key) ?? m.constant(bytes);
    known.set(key, address);
    return v128.load(at(address));
  };
}

/** Constants of a program, both lanes alike, each a step where it is first needed. */
export class Constants {
  readonly #program: Program;
  readonly #fetch: Fetch;
  readonly #known = new Map<string, Value>();

  constructor(program: Program, fetch: Fetch) {
    this.#program = program;
    this.#fetch = fetch;
  }

  /** An integer as a float. It must be a double. */
  float(integer: bigint): Value {
    if (BigInt(Number(integer)) !== integer) throw new RangeError(`${integer} is not a double`);
    return this.#constant(`float ${integer}`, integer, new Float64Array(2).fill(Number(integer)));
  }

  /** An integer modulo 2^64. */
  word(integer: bigint): Value {
    return this.#constant(`word ${integer}`, integer, new BigInt64Array(2).fill(BigInt.asIntN(64, integer)));
  }

  /** 2^−bits. */
  fraction(bits: number): Value {
    const key = `fraction ${bits}`;
    const bytes = new Uint8Array(new Float64Array(2).fill(2 ** -bits).buffer);
    const value = this.#known.get(key) ?? this.#program.add(fraction(this.#fetch(bytes)));
    this.#known.set(key, value);
    return value;
  }

  #constant(key: string, integer: bigint, lanes: Float64Array | BigInt64Array): Value {
    const bytes = new Uint8Array(lanes.buffer);
    const value = this.#known.get(key) ?? this.#program.add(constant(integer, this.#fetch(bytes)));
    this.#known.set(key, value);
    return value;
  }
}
