/** Ethereum's beacon chain as a clock: its mainnet began on 2020-12-01, and a slot lasts twelve seconds. */
const GENESIS_SECONDS = 1_606_824_023;
const SLOT_SECONDS = 12;

/** When a slot ends, and with it everybody can know its RANDAO mix; seconds since 1970. */
export function slotSeconds(slot: number): number {
  return GENESIS_SECONDS + (slot + 1) * SLOT_SECONDS;
}
