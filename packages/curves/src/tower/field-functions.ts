import type { PrimeField, PrimeOps } from '../field/field.ts';
import { type Address, at, i32 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';

/** Writes r from the operands, in the operations of F_p. */
export type Build = (ops: PrimeOps<unknown>, r: Address, operands: readonly Address[]) => void;

/**
 * Functions (r, operands …) on elements of F_p or an extension in memory, `unroll` of them side by side. Each is in the
 * module once, if at all; r may be that of an operand.
 */
export class FieldFunctions {
  readonly bytes: number;
  readonly #m: ModuleBuilder;
  readonly #field: PrimeField;
  readonly #degree: 1 | 2;
  readonly #callables = new Map<string, Callable<undefined>>();
  readonly #constants = new Map<string, Address>();
  readonly #temporaries: Address[] = [];

  constructor(m: ModuleBuilder, field: PrimeField, degree: 1 | 2) {
    this.#m = m;
    this.#field = field;
    this.#degree = degree;
    this.bytes = degree * field.slotBytes * field.unroll;
  }

  temporary(index: number): Address {
    while (this.#temporaries.length <= index) this.#temporaries.push(at(this.#m.reserve(this.bytes)));
    return this.#temporaries[index]!;
  }

  constant(value: readonly bigint[]): Address {
    const known = this.#constants.get(value.join());
    if (known) return known;
    const element = value.flatMap((part) => [...this.#field.constantSlot(part)]);
    const elements = Array.from({ length: this.#field.unroll }, () => element).flat();
    const address = at(this.#m.constant(Uint8Array.from(elements)));
    this.#constants.set(value.join(), address);
    return address;
  }

  /** For all elements at once, so that their products interleave. */
  product(label: string, operands: number, build: Build): Callable<undefined> {
    return this.#known(label, operands, (f, places) =>
      this.#write(this.#field.ops(f, this.#degree * this.#field.slotBytes), places, build),
    );
  }

  /** Element after element. */
  map(label: string, build: Build): Callable<undefined> {
    return this.#known(label, 1, (f, places) =>
      this.#walk(f, places, this.#degree * this.#field.slotBytes, () =>
        this.#write(this.#field.ops(f), places, build),
      ),
    );
  }

  /** Σ coefficient·element, slot after slot. */
  sum(coefficients: readonly number[]): Callable<undefined> {
    return this.#known(`Sum ${coefficients.join(' ')}`, coefficients.length, (f, places) =>
      this.#walk(f, places, this.#field.slotBytes, () =>
        this.#write(this.#field.ops(f), places, (ops, r, terms) => {
          const values = terms.map((term, i) => ops.times(ops.load(term), coefficients[i]!));
          ops.store(
            r,
            values.reduce((sum, value) => ops.add(sum, value)),
          );
        }),
      ),
    );
  }

  #write(ops: PrimeOps<unknown>, places: readonly Local<'i32'>[], build: Build): void {
    const [r, ...operands] = places.map((place) => at(place));
    build(ops, r!, operands);
  }

  /** Runs `body` for each `step` bytes of the elements, moving the places along. */
  #walk(f: FunctionBuilder, places: readonly Local<'i32'>[], step: number, body: () => void): void {
    if (step === this.bytes) {
      body();
      return;
    }
    const end = f.local('i32', i32.add(places[0]!, this.bytes));
    f.while(
      () => i32.ltU(places[0]!, end),
      () => {
        body();
        for (const place of places) f.set(place, i32.add(place, step));
      },
    );
  }

  #known(
    label: string,
    operands: number,
    build: (f: FunctionBuilder, places: readonly Local<'i32'>[]) => void,
  ): Callable<undefined> {
    const known = this.#callables.get(label);
    if (known) return known;
    const names = ['r', ...Array.from({ length: operands }, (_, i) => `a${i}`)];
    const params = Object.fromEntries(names.map((name) => [name, 'i32' as const]));
    const name = `fp${this.#degree === 1 ? '' : this.#degree}${label}`;
    const callable = this.#m.function(name, { params }, (f, places) => build(f, Object.values(places)));
    this.#callables.set(label, callable);
    return callable;
  }
}
