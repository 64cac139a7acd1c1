/**
 * What this machine computed contradicts itself: software or hardware is broken, and nobody's file is to blame.
 */
export class ComputationFault extends Error {
  override readonly name = 'ComputationFault';
}
