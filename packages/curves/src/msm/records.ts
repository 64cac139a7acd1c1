import type { GroupKernel } from '../batch/group.ts';
import { type Address, at, type Expression, type I32, i32, i64, int32 } from '../wasm/expression.ts';
import type { FunctionBuilder } from '../wasm/function.ts';
import { v128 } from '../wasm/vector.ts';

/**
 * Points outside columns, each in a record of its own that does not say which lane it came from: picking points
 * out of thousands then reads one or two lines of a cache for each. A slot is a row of 64-bit words, those of its
 * lanes side by side; a record has the words of one lane one after another, x and then y.
 *
 * Two kinds share that beginning. A **source** has −y behind it, so that a sign costs nothing but an address, and
 * is never infinity. A **place** has 8 bytes that say whether it is infinity.
 */
export interface Records {
  /** Bytes of one coordinate in a record. */
  readonly coordinateBytes: number;
  readonly sourceBytes: number;
  readonly placeBytes: number;
  /** Writes a slot from the coordinates at `sources`, one for each lane. */
  gather(f: FunctionBuilder, slot: Address, sources: readonly Address[]): void;
  /** Writes coordinate `lane` of the slot to an address. */
  scatter(f: FunctionBuilder, slot: Address, lane: number, target: Address): void;
  /** Not zero where the place is infinity. */
  isInfinite(place: I32): Expression<'i32'>;
  setInfinite(f: FunctionBuilder, place: I32, infinite: I32): void;
  /** Copies a place. */
  copy(f: FunctionBuilder, to: I32, from: I32): void;
}

/** Bytes of a cache's line. */
const LINE = 64;

export function records(kernel: Pick<GroupKernel, 'field' | 'elementBytes'>): Records {
  const { lanes } = kernel.field;
  const coordinateBytes = kernel.elementBytes / lanes;
  const flag = 2 * coordinateBytes;
  const placeBytes = flag + 8;
  return {
    coordinateBytes,
    // Whole lines of a cache: a source begins with one, and is not in more of them than it must.
    sourceBytes: Math.ceil((3 * coordinateBytes) / LINE) * LINE,
    placeBytes,
    gather(f, slot, sources) {
      for (let word = 0; word < coordinateBytes; word += 8) {
        const [low, high] = sources.map((source) => at(source, word));
        const values = lanes === 1 ? i64.load(low!) : v128.loadLane64(high!, v128.loadZero64(low!), 1);
        f.store(at(slot, lanes * word), values);
      }
    },
    scatter(f, slot, lane, target) {
      for (let word = 0; word < coordinateBytes; word += 8) {
        f.store(at(target, word), i64.load(at(slot, lanes * word + 8 * lane)));
      }
    },
    isInfinite: (place) => i32.load(at(place, flag)),
    setInfinite: (f, place, infinite) => f.store(at(place, flag), int32(infinite)),
    copy(f, to, from) {
      for (let word = 0; word < placeBytes; word += 8) f.store(at(to, word), i64.load(at(from, word)));
    },
  };
}
