/** The part of ffjavascript that the benches measure against. Points are bytes, affine or Jacobian by length. */
declare module 'ffjavascript' {
  interface Group {
    /** The generator, Jacobian. */
    g: Uint8Array;
    /** The field of the coordinates, elements of `n8` bytes. */
    F: { n8: number };
    add(a: Uint8Array, b: Uint8Array): Uint8Array;
    timesFr(point: Uint8Array, scalar: Uint8Array): Uint8Array;
    timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
    toAffine(point: Uint8Array): Uint8Array;
    isZero(point: Uint8Array): boolean;
    isValid(point: Uint8Array): boolean;
    batchToAffine(points: Uint8Array): Promise<Uint8Array>;
    batchCtoLEM(points: Uint8Array): Promise<Uint8Array>;
    batchLEMtoC(points: Uint8Array): Promise<Uint8Array>;
    batchLEMtoU(points: Uint8Array): Promise<Uint8Array>;
    batchUtoLEM(points: Uint8Array): Promise<Uint8Array>;
    batchApplyKey(points: Uint8Array, first: Uint8Array, increment: Uint8Array): Promise<Uint8Array>;
    multiExpAffine(points: Uint8Array, scalars: Uint8Array): Promise<Uint8Array>;
    lagrangeEvaluations(points: Uint8Array, inputType: 'affine', outputType: 'affine'): Promise<Uint8Array>;
  }
  interface Curve {
    G1: Group;
    G2: Group;
    /** Order of the groups. */
    r: bigint;
    Fr: {
      one: Uint8Array;
      e(value: bigint): Uint8Array;
      fromRprLE(bytes: Uint8Array, at: number): Uint8Array;
    };
    /** Whether the product of the pairings of the arguments, two by two, is one. */
    pairingEq(...points: Uint8Array[]): Promise<boolean>;
    terminate(): Promise<void>;
    /** The module and its memory, free from `initalPFree` on. */
    tm: {
      memory: WebAssembly.Memory;
      initalPFree: number;
      instance: { exports: Record<string, (...addresses: number[]) => void> };
    };
  }
  export function buildBls12381(singleThread?: boolean): Promise<Curve>;
  export function buildBn128(singleThread?: boolean): Promise<Curve>;
}
