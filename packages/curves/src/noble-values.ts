import type { Fp12 } from '@noble/curves/abstract/tower.js';
import type { CurveName, Group, MillerValue, Points } from './engine.ts';
import type { NoblePoint } from './noble-curve.ts';

/** Points as noble has them. Never changed once made. */
export class NoblePoints implements Points {
  readonly curve: CurveName;
  readonly group: Group;
  readonly list: NoblePoint[];
  /** Whether every point is known to lie in the prime-order subgroup. */
  checked: boolean;
  constructor(curve: CurveName, group: Group, list: NoblePoint[], checked: boolean) {
    this.curve = curve;
    this.group = group;
    this.list = list;
    this.checked = checked;
  }
  get count(): number {
    return this.list.length;
  }
}

export class NobleMiller implements MillerValue {
  readonly curve: CurveName;
  readonly value: Fp12;
  constructor(curve: CurveName, value: Fp12) {
    this.curve = curve;
    this.value = value;
  }
}
