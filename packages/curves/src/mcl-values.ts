import type { CurveName, Group, MillerValue, Points } from './engine.ts';
import { POINT_BYTES } from './mcl-layout.ts';

/** The mcl engine's batch of points. Outside the engine only its interface is known. */
export class MclPoints implements Points {
  readonly curve: CurveName = 'bls12-381';
  readonly group: Group;
  /** Points in the form of mcl-layout.ts. Never transferred: jobs get copies. */
  readonly bytes: Uint8Array;
  /** The engine that made it. */
  readonly owner: object;
  /** Whether every point is known to lie in the prime-order subgroup. On the curve they always are. */
  checked: boolean;
  constructor(owner: object, group: Group, bytes: Uint8Array, checked: boolean) {
    this.owner = owner;
    this.group = group;
    this.bytes = bytes;
    this.checked = checked;
  }
  get count(): number {
    return this.bytes.length / POINT_BYTES[this.group];
  }
}

/** A value of the pairing's target field, as factors that are multiplied when it is asked for. */
export class MclMiller implements MillerValue {
  readonly curve: CurveName = 'bls12-381';
  readonly factors: Uint8Array[];
  constructor(factors: Uint8Array[]) {
    this.factors = factors;
  }
}

/** The factors of a value made by an mcl engine. Throws a TypeError for any other. */
export function factorsOf(value: MillerValue): Uint8Array[] {
  if (!(value instanceof MclMiller)) throw new TypeError('this value belongs to another engine');
  return value.factors;
}
