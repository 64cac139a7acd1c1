import { groupKernel } from '../batch/group.ts';
import { CURVES, type CurveName } from '../curve/parameters.ts';
import type { Group } from '../engine.ts';
import type { TestField } from '../field/test-fields.ts';
import { ENCODING_CODES } from '../kernel/abi.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { emitCodec } from './codec.ts';
import { FAULT } from './encoding.ts';

type Encoding = keyof typeof ENCODING_CODES;

/** What a check said of a batch: nothing, or the lowest bad point and its fault. */
export type Verdict = undefined | { index: number; fault: string };

/** The exported functions over byte arrays, for tests. */
export interface TestCodec {
  decode(
    group: Group,
    encoding: Encoding,
    bytes: Uint8Array,
    count: number,
    flags?: number,
  ): Uint8Array | Verdict;
  encode(group: Group, encoding: Encoding, stored: Uint8Array, size: number): Uint8Array;
  check(group: Group, stored: Uint8Array, flags?: number): Verdict;
}

const ROOM = 1 << 20;

/** A codec of its own over the field; a capacity of few points makes several chunks of small batches. */
export function testCodec(
  field: TestField,
  capacity = 8,
): { curve: (typeof CURVES)[CurveName]; codec: TestCodec } {
  const curve = Object.values(CURVES).find(({ p }) => p === field.prime)!;
  const m = new ModuleBuilder();
  const made = field.make(m);
  emitCodec(groupKernel(m, curve, 'G1', made, capacity), groupKernel(m, curve, 'G2', made, capacity));
  const [input, output] = [m.reserve(ROOM), m.reserve(ROOM)];
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes({ names: true })));
  const calls = exports as Record<string, (...values: number[]) => number>;
  const memory = (exports.memory as WebAssembly.Memory).buffer;
  const pointBytes = (group: Group) => curve.coordinateBytes * (group === 'G1' ? 2 : 4);
  const place = (bytes: Uint8Array) => {
    if (bytes.length > ROOM) throw new RangeError('too many points for a test');
    new Uint8Array(memory, input).set(bytes);
  };
  const verdict = (answer: number): Verdict =>
    answer === 0 ? undefined : { index: answer >> 4, fault: faultNames[answer & 15]! };
  const prefix = (group: Group) => group.toLowerCase();
  return {
    curve,
    codec: {
      decode(group, encoding, bytes, count, flags = 0) {
        place(bytes);
        const answer = calls[`${prefix(group)}Decode`]!(
          input,
          output,
          count,
          ENCODING_CODES[encoding],
          flags,
        );
        return verdict(answer) ?? new Uint8Array(memory, output, count * pointBytes(group)).slice();
      },
      encode(group, encoding, stored, size) {
        place(stored);
        const count = stored.length / pointBytes(group);
        calls[`${prefix(group)}Encode`]!(input, output, count, ENCODING_CODES[encoding]);
        return new Uint8Array(memory, output, count * size).slice();
      },
      check(group, stored, flags = 0) {
        place(stored);
        return verdict(calls[`${prefix(group)}Check`]!(input, stored.length / pointBytes(group), flags));
      },
    },
  };
}

const faultNames = Object.fromEntries(Object.entries(FAULT).map(([name, code]) => [code, name]));
