import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const here = new URL('generic-wrappers.ts', import.meta.url).href;

/** Whether V8 has compiled a wrapper for an import that was called 10,000 times, after `first` was done. */
function compiles(first: string): boolean {
  // (import "m" "f" (func $f (param i32))), exported as f; run calls it as often as it is told.
  const source = `${first}
    const bytes = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 127, 0, 2, 7, 1, 1, 109, 1, 102, 0, 0,
      3, 2, 1, 0, 7, 11, 2, 1, 102, 0, 0, 3, 114, 117, 110, 0, 1,
      10, 20, 1, 18, 0, 3, 64, 32, 0, 16, 0, 32, 0, 65, 1, 107, 34, 0, 13, 0, 11, 11]);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { m: { f() {} } });
    exports.run(10_000);
    console.log(%HasUnoptimizedWasmToJSWrapper(exports.f));`;
  const flags = ['--allow-natives-syntax', '--input-type=module'];
  return execFileSync(process.execPath, [...flags, '-e', source], { encoding: 'utf8' }).trim() === 'false';
}

test('V8 compiles wrappers of imports, unless it is told not to', () => {
  expect(compiles('')).toBe(true);
  expect(compiles(`(await import(${JSON.stringify(here)})).keepWrappersGeneric();`)).toBe(false);
});
