import type { ConstantOps, PrimeField } from '../field/field.ts';
import type { FunctionBuilder } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { CalledFormula } from './called-formula.ts';
import { type Element, writeCalls } from './calls.ts';
import { FieldFunctions } from './field-functions.ts';

/** Writes a formula over F_p as calls of functions; the rules of quadratic-calls.ts hold. */
type PrimeCallFormula = (f: FunctionBuilder, build: (ops: ConstantOps<Element>) => void) => void;

const formulas = new WeakMap<PrimeField, PrimeCallFormula>();

/**
 * The formulas of a field, as quadratic-calls.ts has them over F_p²: a tenth of the bytes of formulas with
 * `field.ops`, which add and reduce where they stand.
 */
export function primeCalls(m: ModuleBuilder, field: PrimeField): PrimeCallFormula {
  const known = formulas.get(field) ?? makeFormula(m, field);
  formulas.set(field, known);
  return known;
}

function makeFormula(m: ModuleBuilder, field: PrimeField): PrimeCallFormula {
  const functions = new FieldFunctions(m, field, 1);
  return (f, build) => {
    const ops = new Formula(functions);
    build(ops);
    writeCalls(f, ops.made, ops.stores, functions);
  };
}

class Formula extends CalledFormula implements ConstantOps<Element> {
  zero(): Element {
    return this.constant(0n);
  }

  one(): Element {
    return this.constant(1n);
  }

  mul(a: Element, b: Element): Element {
    const callee = this.functions.product('Mul', 2, (ops, r, [x, y]) =>
      ops.store(r, ops.mul(ops.load(x!), ops.load(y!))),
    );
    return this.call(callee, a, b);
  }

  sqr(a: Element): Element {
    const callee = this.functions.product('Square', 1, (ops, r, [x]) => ops.store(r, ops.sqr(ops.load(x!))));
    return this.call(callee, a);
  }

  constant(value: bigint): Element {
    return this.load(this.functions.constant([value]));
  }
}
