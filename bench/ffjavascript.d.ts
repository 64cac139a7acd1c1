/** The part of ffjavascript that the benches measure against. */
declare module 'ffjavascript' {
  interface Group {
    batchCtoLEM(points: Uint8Array): Promise<Uint8Array>;
    batchLEMtoC(points: Uint8Array): Promise<Uint8Array>;
    batchApplyKey(points: Uint8Array, first: Uint8Array, increment: Uint8Array): Promise<Uint8Array>;
  }
  interface Curve {
    G1: Group;
    G2: Group;
    Fr: { e(value: bigint): Uint8Array };
    terminate(): Promise<void>;
  }
  export function buildBls12381(singleThread?: boolean): Promise<Curve>;
}
