import type { KernelInstance } from '@brebaje/curves/kernel/instance';

/** What a function answered, and what it wrote; nothing where it must refuse. */
export interface Outcome {
  readonly answer: number;
  readonly bytes?: Uint8Array | undefined;
}

/** Memory that a function wrote to and must not have. */
export class OutOfBoundsError extends Error {
  override readonly name = 'OutOfBoundsError';
}

const GUARD = new Uint8Array(64).fill(0xa5);

export interface Staging {
  /** Stay as they are. */
  readonly inputs: readonly Uint8Array[];
  /** Bytes of scratch memory, which hold anything. */
  readonly work?: number;
  /** Bytes of the result. */
  readonly room: number;
  /** What lies where the result goes, when the function works in place. */
  readonly inPlace?: Uint8Array;
  /** Gets the addresses of the inputs, of the work and of the result; answers nothing or 0 unless it refuses. */
  call(inputs: readonly number[], work: number, out: number): unknown;
  /** Whether a function that refuses leaves the result's place as it was. */
  readonly untouched?: boolean;
}

/** Calls a function on memory of its own, and looks at all that it may have written. */
export function stage(kernel: KernelInstance, staging: Staging): Outcome {
  const { inputs, work = 0, room, inPlace, untouched } = staging;
  const scratch = new Uint8Array(work).fill(0x5a);
  const before = new Uint8Array(room).fill(0xc3);
  if (inPlace) before.set(inPlace);
  const parts = [...inputs, GUARD, scratch, GUARD, before, GUARD];
  const at = kernel.place(...parts);
  const workAt = at[inputs.length + 1]!;
  const out = at[inputs.length + 3]!;
  const answer = Number(staging.call(at.slice(0, inputs.length), workAt, out) ?? 0);
  const memory = Buffer.from(kernel.exports.memory.buffer);
  const lies = (address: number, bytes: Uint8Array) =>
    memory.compare(bytes, 0, bytes.length, address, address + bytes.length) === 0;
  for (const [i, part] of parts.entries()) {
    if (part !== scratch && part !== before && !lies(at[i]!, part)) throw new OutOfBoundsError(`part ${i}`);
  }
  if (answer === 0) return { answer, bytes: kernel.read(out, room) };
  if (untouched && !lies(out, before)) throw new OutOfBoundsError('refused, and wrote');
  return { answer };
}
