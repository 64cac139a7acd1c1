/** Circuits for the matrix, compiled by circom. */
import { chainOfSquares } from '@brebaje/groth16/testing/circuits';

export interface MatrixCircuit {
  readonly name: string;
  readonly source: string;
  /** What proves something about it. */
  readonly input: Record<string, string | readonly string[]>;
}

/** Nothing is public, not even an output. */
export const NOTHING_PUBLIC: MatrixCircuit = {
  name: 'nothing public',
  source: `pragma circom 2.0.0;
    template Secret() {
      signal input a; signal input b; signal t[6];
      t[0] <== a * b;
      for (var i = 1; i < 6; i++) t[i] <== t[i - 1] * t[i - 1] + a;
    }
    component main = Secret();`,
  input: { a: '3', b: '5' },
};

export const MANY_PUBLIC: MatrixCircuit = {
  name: '40 public inputs',
  source: `pragma circom 2.0.0;
    template Sum() {
      signal input many[40]; signal input secret; signal output out; signal t[40];
      t[0] <== many[0] * secret;
      for (var i = 1; i < 40; i++) t[i] <== t[i - 1] * many[i] + secret;
      out <== t[39];
    }
    component main { public [many] } = Sum();`,
  input: { many: Array.from({ length: 40 }, (_, i) => String(i + 2)), secret: '7' },
};

/** `rows` constraints, one public input and one output. */
export const squares = (rows: number, name = `${rows} squares`): MatrixCircuit => ({
  name,
  source: chainOfSquares(rows),
  input: { a: '3', b: '5' },
});
