import { LARGE } from '../bytes.ts';
import type { CurveParameters } from '../curve/parameters.ts';
import { type Group, PointError } from '../engine.ts';
import type { KernelName } from '../field/field.ts';
import {
  BAD_SCALAR,
  DEGENERATE,
  FAULT_CODES,
  type GroupExports,
  type KernelExports,
  PREFIXES,
} from './abi.ts';

const PAGE = 65_536;

/** The machine computed something that mathematics excludes. Nothing it computed may be used. */
export class MiscomputationError extends Error {
  override readonly name = 'MiscomputationError';
}

/** A running kernel: one module with its own memory, used by one thread. */
export class KernelInstance {
  readonly curve: CurveParameters;
  readonly name: KernelName;
  readonly exports: KernelExports;
  /** Whether answers may take the place of what they are of; not where the work may have to be done again. */
  mayOverwrite = true;

  constructor(curve: CurveParameters, name: KernelName, module: WebAssembly.Module) {
    this.curve = curve;
    this.name = name;
    this.exports = new WebAssembly.Instance(module).exports as unknown as KernelExports;
  }

  /**
   * Lays byte arrays, or room for as many bytes as a number says, one after another into free memory; answers
   * their addresses. What an earlier call laid there is overwritten.
   */
  place(...parts: (Uint8Array | number)[]): number[] {
    return this.placeBehind(this.exports.heap.value, ...parts);
  }

  /** The same from an address on, which keeps what lies before it. */
  placeBehind(from: number, ...parts: (Uint8Array | number)[]): number[] {
    let end = from;
    const addresses = parts.map((part) => {
      const address = Math.ceil(end / 64) * 64;
      end = address + (typeof part === 'number' ? part : part.length);
      return address;
    });
    const { memory } = this.exports;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    const view = new Uint8Array(memory.buffer);
    for (const [i, part] of parts.entries()) {
      if (typeof part !== 'number') view.set(part, addresses[i]!);
    }
    return addresses;
  }

  /** A copy of memory; a large one in the place of `over` where that is as long and may be overwritten. */
  read(address: number, length: number, over?: Uint8Array): Uint8Array<ArrayBuffer> {
    if (this.mayOverwrite && over?.length === length && length >= LARGE) {
      over.set(new Uint8Array(this.exports.memory.buffer, address, length));
      return over as Uint8Array<ArrayBuffer>;
    }
    return new Uint8Array(this.exports.memory.buffer.slice(address, address + length));
  }

  /** The exported function of a group. */
  call<Name extends keyof GroupExports>(group: Group, name: Name): GroupExports[Name] {
    return this.exports[`${PREFIXES[group]}${name}` as keyof KernelExports] as GroupExports[Name];
  }

  /**
   * Runs `use` with the secret scalars in the module's secret area, and overwrites every trace of them in the
   * module's memory afterwards.
   */
  withSecrets<Result>(s: Uint8Array, t: Uint8Array | undefined, use: () => Result): Result {
    const area = new Uint8Array(this.exports.memory.buffer, this.exports.secret.value, 64);
    area.set(s, 0);
    if (t) area.set(t, 32);
    try {
      return use();
    } finally {
      this.exports.wipe();
    }
  }

  /** Throws what an answer of a checking function says; `offset` is added to the index. */
  require(group: Group, answer: number, offset = 0): void {
    if (answer === 0) return;
    const code = answer & 15;
    if (code === BAD_SCALAR) throw new RangeError('a scalar must be 32 little-endian bytes in 1…r−1');
    const fault = FAULT_CODES[code];
    if (fault) throw new PointError(group, offset + (answer >>> 4), fault);
    if (code === DEGENERATE) throw new MiscomputationError('a zero denominator among checked points');
    throw new MiscomputationError(`the kernel answered ${answer}`);
  }
}

/** Bytes of one point in storage form. */
export function storageSize(curve: CurveParameters, group: Group): number {
  return 2 * curve.coordinateBytes * (group === 'G1' ? 1 : 2);
}
