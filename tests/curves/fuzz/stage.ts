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
  /** Scratch memory: so many bytes, which hold anything, or bytes that the function may overwrite. */
  readonly work?: readonly (number | Uint8Array)[];
  /** Bytes of the result. */
  readonly room: number;
  /** What lies where the result goes, when the function works in place. */
  readonly inPlace?: Uint8Array;
  /** Gets the addresses of the inputs, of the work and of the result; answers nothing or 0 unless it refuses. */
  call(inputs: readonly number[], work: readonly number[], out: number): unknown;
  /** Whether a function that refuses leaves the result's place as it was. */
  readonly untouched?: boolean;
}

/** Calls a function on memory of its own, and looks at all that it may have written. */
export function stage(kernel: KernelInstance, staging: Staging): Outcome {
  const { inputs, work = [], room, inPlace, untouched } = staging;
  const scratch = work.flatMap((part) => [
    typeof part === 'number' ? new Uint8Array(part).fill(0x5a) : part,
    GUARD,
  ]);
  const before = new Uint8Array(room).fill(0xc3);
  if (inPlace) before.set(inPlace);
  const parts = [...inputs, GUARD, ...scratch, before, GUARD];
  const at = kernel.place(...parts);
  const workAt = work.map((_, i) => at[inputs.length + 1 + 2 * i]!);
  const out = at.at(-2)!;
  const answer = Number(staging.call(at.slice(0, inputs.length), workAt, out) ?? 0);
  const memory = Buffer.from(kernel.exports.memory.buffer);
  const lies = (address: number, bytes: Uint8Array) =>
    memory.compare(bytes, 0, bytes.length, address, address + bytes.length) === 0;
  for (const [i, part] of parts.entries()) {
    if (part !== before && !workAt.includes(at[i]!) && !lies(at[i]!, part))
      throw new OutOfBoundsError(`part ${i}`);
  }
  if (answer === 0) return { answer, bytes: kernel.read(out, room) };
  if (untouched && !lies(out, before)) throw new OutOfBoundsError('refused, and wrote');
  return { answer };
}
