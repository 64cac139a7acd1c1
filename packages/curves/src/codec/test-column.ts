import { groupKernel } from '../batch/group.ts';
import { type Instance, littleEndian } from '../batch/test-instance.ts';
import { CURVES } from '../curve/parameters.ts';
import type { Group } from '../engine.ts';
import type { TestField } from '../field/test-fields.ts';
import type { ModuleBuilder } from '../wasm/module.ts';
import { emitElements } from './elements.ts';

const CAPACITY = 8;

/** A column of coordinates that tests fill with integers and read integers from. */
export function testColumn(m: ModuleBuilder, made: TestField, group: Group) {
  const curve = Object.values(CURVES).find(({ p }) => p === made.prime)!;
  const kernel = groupKernel(m, curve, group, made.make(m), CAPACITY);
  const { field, degree } = kernel;
  const elements = emitElements(kernel);
  const address = kernel.column();
  const place = m.reserve(degree * 8 * field.words);
  const { put, get, fromIntegers, toIntegers } = elements;
  const grain = field.lanes * field.unroll;
  for (const [name, callable] of Object.entries({ put, get, fromIntegers, toIntegers })) {
    const params = Object.fromEntries(callable.params.map((type, k) => [`p${k}`, type]));
    m.function(`column${name}`, { params, export: true }, (f, values) =>
      f.run(callable, ...Object.values(values)),
    );
  }
  return {
    kernel,
    field,
    capacity: CAPACITY,
    start(calls: Instance['calls'], bytes: Instance['bytes']) {
      const slots = (count: number) => Math.ceil(count / grain) * field.unroll;
      return {
        address,
        slots,
        /** Fills the column, lanes after the last element with that again. */
        put(values: readonly (readonly bigint[])[]): void {
          for (let i = 0; i < slots(values.length) * field.lanes; i++) {
            const parts = values[Math.min(i, values.length - 1)]!;
            for (const [k, part] of parts.entries()) {
              bytes(place + 8 * field.words * k, 8 * field.words).set(littleEndian(part, 8 * field.words));
            }
            calls.columnput!(address, i, place);
          }
          calls.columnfromIntegers!(address, slots(values.length));
        },
        get(count: number): bigint[][] {
          calls.columntoIntegers!(address, slots(count));
          return Array.from({ length: count }, (_, i) => {
            calls.columnget!(place, address, i);
            return Array.from({ length: degree }, (_, k) => {
              const part = bytes(place + 8 * field.words * k, 8 * field.words);
              return part.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
            });
          });
        },
      };
    },
  };
}
