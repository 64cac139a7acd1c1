/** A ptau that is sound for all that is known, but not for this circuit. */
export class UnsuitablePtau extends Error {
  override readonly name = 'UnsuitablePtau';
  constructor(reason: string) {
    super(`this ptau cannot be used: ${reason}`);
  }
}
