import type { GroupKernel } from '../batch/group.ts';
import type { PointFault } from '../engine.ts';
import { FAULT_CODES } from '../kernel/abi.ts';
import type { Callable } from '../wasm/function.ts';
import type { Integers } from './integers.ts';

/** Faults as numbers: the low four bits of a status. */
export const FAULT = Object.fromEntries(
  Object.entries(FAULT_CODES).map(([code, fault]) => [fault, Number(code)]),
) as Record<PointFault, number>;

/** The bits of a status that hold a fault, or 0. */
export const FAULT_BITS = 15;
/** In a status: the point is infinity, and has no coordinates. */
export const INFINITY = 16;
/** In a status: y is the larger root, an integer above (p − 1)/2; in F_p² c1 decides unless it is zero. */
export const LARGER = 32;

/**
 * One encoding of one group. Both directions work on the parts of a point's coordinates, canonical little-endian
 * integers in the order of the storage form (x before y, c0 before c1), at {@link Workplace.parts}.
 */
export interface PointEncoding {
  /** The number that callers know it by. */
  readonly code: number;
  /** Bytes of a point. */
  readonly bytes: number;
  /** Only x is encoded, and which of the two roots y is. */
  readonly compressed: boolean;
  /** Whether the integers are in the Montgomery form of the storage. */
  readonly montgomery: boolean;
  /** The first byte of infinity; its others are zero. */
  readonly infinity: number;
  /** (source) → status. Leaves the parts it encodes, below p, unless the status is a fault or infinity. */
  readonly parse: Callable<'i32'>;
  /** (target, larger): writes the point whose parts are at hand; not infinity. Undefined: storage as it is. */
  readonly format: Callable<undefined> | undefined;
}

/** What encodings are emitted with. */
export interface Workplace {
  readonly kernel: GroupKernel;
  readonly integers: Integers;
  /** Address of a point's parts. */
  readonly parts: number;
}

/** Addresses of the parts of x or y in memory, in the order of big-endian encodings: c1 before c0. */
export function bigEndianParts(
  { kernel, integers, parts }: Workplace,
  coordinate: 'x' | 'y',
): { part: number; offset: number }[] {
  const { degree, coordinateBytes } = kernel;
  const base = coordinate === 'x' ? 0 : coordinateBytes;
  return Array.from({ length: degree }, (_, i) => ({
    part: parts + base + (degree - 1 - i) * integers.bytes,
    offset: base + i * integers.bytes,
  }));
}
