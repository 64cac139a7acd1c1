import { type Dice, dice } from '../../support/hostile.ts';

/** Reproducible random values, the same for the same label. */
export class Random {
  readonly #roll: Dice;

  constructor(label: string) {
    // FNV-1a.
    let hash = 0x811c9dc5;
    for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
    this.#roll = dice(hash);
  }

  /** A whole number in 0…limit−1. */
  below(limit: number): number {
    return this.#roll(limit);
  }

  /** True in so many of a hundred cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  bits(count: number): bigint {
    let value = 0n;
    for (let have = 0; have < count; have += 32) value = (value << 32n) | BigInt(this.below(2 ** 32));
    return BigInt.asUintN(count, value);
  }

  /** An integer in 0…limit−1. */
  integer(limit: bigint): bigint {
    return this.bits(limit.toString(2).length + 64) % limit;
  }

  /** An integer that is at most `distance` away from 0, either way. */
  near(distance: number): bigint {
    return BigInt(this.below(2 * distance + 1) - distance);
  }

  bytes(count: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }
}
