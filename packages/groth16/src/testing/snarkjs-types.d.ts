/** The part of snarkjs that tests compare with. A file is a path, its bytes, or one in memory that is filled. */
declare module 'snarkjs' {
  export interface MemoryFile {
    type: 'mem';
    data?: Uint8Array;
  }
  type File = string | Uint8Array | MemoryFile;

  /** Random numbers of ffjavascript. */
  export interface Rng {
    nextU32(): number;
    nextU64(): bigint;
    nextBool(): boolean;
  }
  interface FieldOfCurve {
    fromRng(rng: Rng): Uint8Array;
    toObject(element: Uint8Array): bigint | [bigint, bigint];
  }
  interface GroupOfCurve {
    F: FieldOfCurve;
    fromRng(rng: Rng): Uint8Array;
    toAffine(point: Uint8Array): Uint8Array;
  }
  export interface Curve {
    G1: GroupOfCurve;
    G2: GroupOfCurve;
    Fr: FieldOfCurve;
    terminate(): Promise<void>;
  }

  export const curves: { getCurveFromName(name: 'bn128' | 'bls12381'): Promise<Curve> };
  export const powersOfTau: {
    newAccumulator(curve: Curve, power: number, to: File): Promise<Uint8Array>;
    contribute(from: File, to: File, name: string, entropy: string): Promise<Uint8Array>;
    beacon(from: File, to: File, name: string, beacon: string, exponent: number): Promise<Uint8Array>;
    preparePhase2(from: File, to: File): Promise<void>;
    truncate(from: File, template: string): Promise<void>;
    verify(ptau: File): Promise<boolean>;
    exportChallenge(from: File, to: File): Promise<Uint8Array>;
    challengeContribute(curve: Curve, challenge: File, response: File, entropy: string): Promise<void>;
    importResponse(from: File, response: File, to: File, name: string, points: boolean): Promise<Uint8Array>;
  };
  export const r1cs: {
    exportJson(file: File): Promise<{
      nVars: number;
      nOutputs: number;
      nPubInputs: number;
      nPrvInputs: number;
      nLabels: number;
      nConstraints: number;
      constraints: Record<string, bigint>[][];
      map: number[];
    }>;
  };
  /** Decimal text; points of G2 with their lower coefficient first. */
  export interface Proof {
    pi_a: string[];
    pi_b: string[][];
    pi_c: string[];
  }
  export const groth16: {
    fullProve(
      input: Record<string, unknown>,
      wasm: File,
      zkey: File,
    ): Promise<{ proof: Proof; publicSignals: string[] }>;
    prove(zkey: File, wtns: File): Promise<{ proof: Proof; publicSignals: string[] }>;
    verify(key: Record<string, unknown>, publicSignals: string[], proof: Proof): Promise<boolean>;
  };
  export const zKey: {
    newZKey(r1cs: File, ptau: File, to: File): Promise<Uint8Array>;
    contribute(from: File, to: File, name: string, entropy: string): Promise<Uint8Array>;
    beacon(from: File, to: File, name: string, beacon: string, exponent: number): Promise<Uint8Array>;
    verifyFromInit(genesis: File, ptau: File, zkey: File): Promise<boolean>;
    verifyFromR1cs(r1cs: File, ptau: File, zkey: File): Promise<boolean>;
    exportBellman(zkey: File, to: File): Promise<void>;
    bellmanContribute(curve: Curve, from: File, to: File, entropy: string): Promise<void>;
    importBellman(before: File, from: File, to: File, name: string): Promise<boolean>;
    exportVerificationKey(zkey: File): Promise<Record<string, unknown>>;
    exportSolidityVerifier(zkey: File, templates: { groth16: string }): Promise<string>;
  };
}

declare module 'ffjavascript' {
  /** From the key as eight words. */
  export class ChaCha {
    constructor(seed: number[]);
    nextU32(): number;
    nextU64(): bigint;
    nextBool(): boolean;
  }
}
