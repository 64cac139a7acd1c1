import type { R1csHeader } from './header.ts';

/** Public wires, the constant one not among them. */
export function publicWires({ nPubOut, nPubIn }: R1csHeader): number {
  return nPubOut + nPubIn;
}

/**
 * log₂ of the size of the domain that `zkey new` takes: the constraints and public wires, and a row for the constant
 * one, which the next power of two always has room for.
 */
export function domainLog(header: R1csHeader): number {
  return Math.max(1, Math.floor(Math.log2(header.nConstraints + publicWires(header))) + 1);
}

/**
 * The power of the smallest ptau that a genesis should be made from. From domains of 2^15 on it is one more than the
 * domain needs: snarkjs' hash of the circuit reads one power further than the smaller file has.
 */
export function ptauPower(header: R1csHeader): number {
  const log = domainLog(header);
  return log >= 15 ? log + 1 : log;
}
