import type { PrimeField, PrimeOps } from '../field/field.ts';
import { type Address, at, i32 } from '../wasm/expression.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { type SlotSums, slotSums } from './slot-sums.ts';

/** Writes r from the operands, in the operations of F_p. */
export type Build = (ops: PrimeOps<unknown>, r: Address, operands: readonly Address[]) => void;

/**
 * Functions (r, operands …) on elements of F_p or an extension in memory, `unroll` of them side by side. Each is in the
 * module once, if at all; r may be that of an operand.
 */
export class FieldFunctions {
  /** Bytes of the elements. */
  readonly bytes: number;
  readonly sum: SlotSums;
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
    this.sum = slotSums(m, field);
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
      this.#walk(f, places, () => this.#write(this.#field.ops(f), places, build)),
    );
  }

  #write(ops: PrimeOps<unknown>, places: readonly Local<'i32'>[], build: Build): void {
    const [r, ...operands] = places.map((place) => at(place));
    build(ops, r!, operands);
  }

  /** Runs `body` for each element, moving the places along. */
  #walk(f: FunctionBuilder, places: readonly Local<'i32'>[], body: () => void): void {
    if (this.#field.unroll === 1) {
      body();
      return;
    }
    const end = f.local('i32', i32.add(places[0]!, this.bytes));
    f.while(
      () => i32.ltU(places[0]!, end),
      () => {
        body();
        for (const place of places) f.set(place, i32.add(place, this.#degree * this.#field.slotBytes));
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
