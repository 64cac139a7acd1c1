import { groupKernel } from '../batch/group.ts';
import { CURVES, type CurveParameters } from '../curve/parameters.ts';
import type { Encoding, Group, PointFault } from '../engine.ts';
import type { TestField } from '../field/test-fields.ts';
import { ENCODING_CODES, FAULT_CODES } from '../kernel/abi.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { emitCodec } from './codec.ts';

/** The lowest bad point of a batch and its fault. */
interface Refusal {
  readonly index: number;
  readonly fault: PointFault;
}

/** The exported functions over byte arrays, for tests. What they write comes back in hex. */
interface TestCodec {
  readonly curve: CurveParameters;
  /** Points in storage form, or why not. */
  decode(group: Group, encoding: Encoding, points: Uint8Array[], flags: number): string | Refusal;
  encode(group: Group, encoding: Encoding, stored: Uint8Array[], size: number): string;
  check(group: Group, stored: Uint8Array[], flags: number): Refusal | undefined;
}

const ROOM = 1 << 18;

/** A codec of its own over the field. The capacity is that of few points, so that small batches have chunks. */
export function testCodec(field: TestField, capacity = 8): TestCodec {
  const curve = Object.values(CURVES).find(({ p }) => p === field.prime)!;
  const m = new ModuleBuilder();
  const made = field.make(m);
  emitCodec(groupKernel(m, curve, 'G1', made, capacity), groupKernel(m, curve, 'G2', made, capacity));
  const [input, output] = [m.reserve(ROOM), m.reserve(ROOM)];
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes({ names: true })));
  const calls = exports as Record<string, (...values: number[]) => number>;
  const memory = (exports.memory as WebAssembly.Memory).buffer;
  const place = (points: Uint8Array[]) => {
    const size = points.reduce((sum, point) => sum + point.length, 0);
    if (size > ROOM) throw new RangeError('too many points for a test');
    const to = new Uint8Array(memory, input, ROOM).fill(0xee);
    let at = 0;
    for (const point of points) {
      to.set(point, at);
      at += point.length;
    }
  };
  const refusal = (answer: number): Refusal | undefined =>
    answer === 0 ? undefined : { index: answer >>> 4, fault: FAULT_CODES[answer & 15]! };
  const result = (bytes: number) => hex([new Uint8Array(memory, output, bytes)]);
  return {
    curve,
    decode(group, encoding, points, flags) {
      place(points);
      const run = calls[`${group.toLowerCase()}Decode`]!;
      const answer = run(input, output, points.length, ENCODING_CODES[encoding], flags);
      return refusal(answer) ?? result(points.length * curve.coordinateBytes * (group === 'G1' ? 2 : 4));
    },
    encode(group, encoding, stored, size) {
      place(stored);
      calls[`${group.toLowerCase()}Encode`]!(input, output, stored.length, ENCODING_CODES[encoding]);
      return result(stored.length * size);
    },
    check(group, stored, flags) {
      place(stored);
      return refusal(calls[`${group.toLowerCase()}Check`]!(input, stored.length, flags));
    },
  };
}

export function hex(parts: Uint8Array[]): string {
  return Buffer.concat(parts).toString('hex');
}
