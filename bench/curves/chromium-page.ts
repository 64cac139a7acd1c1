import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import { rescaleG1 } from './rescale.ts';

/** What chromium.ts runs in a page: the same work as in Node, on one worker. */

declare global {
  /** Keeps the points and s, t, and starts the engine; the kernel that it chose. */
  var prepare: (points: number[], s: number[], t: number[]) => Promise<string>;
  /** Milliseconds on the wall. */
  var rescale: () => Promise<number>;
  /** What came of it the last time. */
  var output: () => number[];
}

let engine: WasmEngine;
let input: [points: Uint8Array, s: Uint8Array, t: Uint8Array];
let bytes: Uint8Array;

globalThis.prepare = async (...lists) => {
  input = lists.map((list) => Uint8Array.from(list)) as typeof input;
  engine = await createWasmEngine({ threads: 1 });
  return (await engine.kernel()).kernel;
};

globalThis.rescale = async () => {
  const start = performance.now();
  bytes = await rescaleG1(engine, ...input);
  return performance.now() - start;
};

globalThis.output = () => Array.from(bytes);
