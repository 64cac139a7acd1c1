/** What an output must be, from the discrete logarithms of the input's points and noble's multiplication. */
import type { KnownInput } from './inputs.ts';
import { encodePoint, groupOf, scalarsOf } from './noble.ts';
import { type Form, OPERATIONS, type Operation, pointBytes } from './peer.ts';

const SAMPLES = 16;

/** How much of the output was compared, in words. Throws when any of it is wrong. */
export function checkOutput(input: KnownInput, output: Uint8Array): string {
  const operation: Operation = OPERATIONS[input.name];
  const { curve, group, kind, form, width } = operation;
  const { logs, count } = input;
  const { BASE, Fn } = groupOf(curve, group);
  const scalars = scalarsOf(input.scalars, width);
  const sum = (offset: number) =>
    scalars.reduce((total, scalar, i) => Fn.add(total, Fn.mul(scalar, logs[i + offset]!)), 0n);

  const compare = (as: Form, expected: [at: number, log: bigint][]) => {
    const size = pointBytes(operation, group, as);
    for (const [at, log] of expected) {
      const bytes = encodePoint(curve, as, BASE.multiply(log));
      if (Buffer.compare(bytes, output.subarray(at * size, (at + 1) * size)) !== 0) {
        throw new Error(`${input.name}: point ${at} is not what noble says`);
      }
    }
  };
  const requireLength = (length: number) => {
    if (output.length !== length) throw new Error(`${input.name}: ${output.length} bytes, not ${length}`);
  };
  const some = (as: Form, log: (i: number) => bigint) => {
    requireLength(count * pointBytes(operation, group, as));
    const places = new Set(
      Array.from({ length: SAMPLES }, (_, k) => Math.round((k * (count - 1)) / (SAMPLES - 1))),
    );
    compare(
      as,
      [...places].map((i) => [i, log(i)]),
    );
    return `${places.size} of ${count} points`;
  };

  switch (kind) {
    case 'scale':
      return some(form, (i) => Fn.mul(logs[i]!, scalars[0]!));
    case 'powers':
      return some(form, (i) => Fn.mul(logs[i]!, Fn.mul(scalars[0]!, Fn.pow(scalars[1]!, BigInt(i)))));
    case 'check':
      return some('lem', (i) => logs[i]!);
    case 'verify':
      requireLength(2 * pointBytes(operation, group, form));
      compare(form, [
        [0, sum(0)],
        [1, sum(1)],
      ]);
      return 'all of it';
    case 'msm':
      requireLength(pointBytes(operation, group, form));
      compare(form, [[0, sum(0)]]);
      return 'all of it';
    case 'pairing':
      requireLength(1);
      if (output[0] !== 1) throw new Error(`${input.name}: the product is one, and was denied`);
      return 'all of it';
  }
}
