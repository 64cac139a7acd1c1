import type { Callable } from '../wasm/function.ts';
import type { ModuleBuilder } from '../wasm/module.ts';

/** A module running: its functions, and views of its memory that write through. */
export interface Instance {
  calls: Record<string, (...values: number[]) => number>;
  bytes(address: number, length: number): Uint8Array<ArrayBuffer>;
}

export function instance(m: ModuleBuilder): Instance {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(m.bytes({ names: true })));
  const memory = exports.memory as WebAssembly.Memory;
  return {
    calls: exports as unknown as Instance['calls'],
    bytes: (address, length) => new Uint8Array(memory.buffer, address, length),
  };
}

/** Exports internal functions as exported0, exported1 …, all of whose parameters are i32. */
export function exported(m: ModuleBuilder, ...callables: Callable[]): void {
  for (const [i, callable] of callables.entries()) {
    const params = Object.fromEntries(callable.params.map((type, k) => [`p${k}`, type]));
    m.function(`exported${i}`, { params, result: callable.result, export: true }, (f, values) => {
      if (callable.result) f.return(f.call(callable as Callable<'i32'>, ...Object.values(values)));
      else f.run(callable as Callable<undefined>, ...Object.values(values));
    });
  }
}

export function littleEndian(value: bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}
