/**
 * Two computations of the same fact gave different answers: software or hardware is broken, and nobody's
 * contribution is to blame.
 */
export class EngineDisagreement extends Error {
  override readonly name = 'EngineDisagreement';
}
