/** 1/a modulo 2^bits, for odd a, from 0. */
export function inverseModuloPower(a: bigint, bits: number): bigint {
  let inverse = 1n;
  // Newton's iteration doubles the bits that are right.
  for (let right = 1; right < bits; right *= 2) inverse = BigInt.asUintN(bits, inverse * (2n - a * inverse));
  return inverse;
}

/** −1/a modulo 2^bits, for odd a, from 0. */
export function negativeInverseModuloPower(a: bigint, bits: number): bigint {
  return BigInt.asUintN(bits, -inverseModuloPower(a, bits));
}
