import { setFlagsFromString } from 'node:v8';

/**
 * To be called before the first thread of a process is started. V8 compiles a wrapper for a function that
 * WebAssembly imports once it was called 1,000 times, and all threads share these wrappers. While it does, it may
 * free dead code of another thread a second time, and abort the process (nodejs/node#64500; the stack has
 * Runtime_TierUpWasmToJSWrapper and WasmEngine::FreeDeadCode, in Node 24.21). Stripping types is WebAssembly that
 * calls imports all the time, so it is enough that a thread loads TypeScript. Uncompiled wrappers are slower;
 * what calls imports here are parsers that are not worth the risk. The V8 of Node 20 does not know the flag and
 * would complain.
 */
export function keepWrappersGeneric(): void {
  if (Number.parseInt(process.versions.v8, 10) < 12) return;
  setFlagsFromString('--wasm-wrapper-tiering-budget=2147483647');
}
