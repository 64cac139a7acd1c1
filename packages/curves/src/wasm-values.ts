import type { CurveName, Group, MillerValue, Points } from './engine.ts';

/** Points in storage form (kernel/abi.ts), and the engine that made them. Never changed once made. */
export class WasmPoints implements Points {
  readonly owner: object;
  readonly curve: CurveName;
  readonly group: Group;
  readonly bytes: Uint8Array;
  readonly count: number;
  /** Whether every point is known to lie in the prime-order subgroup. */
  checked: boolean;
  constructor(
    owner: object,
    place: { curve: CurveName; group: Group; size: number },
    bytes: Uint8Array,
    checked: boolean,
  ) {
    this.owner = owner;
    this.curve = place.curve;
    this.group = place.group;
    this.bytes = bytes;
    this.count = bytes.length / place.size;
    this.checked = checked;
  }
}

/** Factors not multiplied yet: a product is only needed where it is tested. */
export class WasmMiller implements MillerValue {
  readonly curve: CurveName;
  readonly factors: Uint8Array[];
  constructor(curve: CurveName, factors: Uint8Array[]) {
    this.curve = curve;
    this.factors = factors;
  }
}
