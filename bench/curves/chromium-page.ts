import type { Engine } from '@brebaje/curves/engine';
import { ENGINES, type EngineName, rescaleG1 } from './engines.ts';

/** What chromium.ts runs in a page: the same work as in Node, on one worker. */

declare global {
  var rescale: (name: EngineName, points: number[], s: number[], t: number[]) => Promise<PageResult>;
}

export interface PageResult {
  /** Milliseconds on the wall. */
  millis: number;
  output: number[];
}

const engines = new Map<EngineName, Engine>();

globalThis.rescale = async (name, points, s, t) => {
  const engine = engines.get(name) ?? (await ENGINES[name](1));
  engines.set(name, engine);
  const [bytes, first, step] = [points, s, t].map((list) => Uint8Array.from(list)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const start = performance.now();
  const output = await rescaleG1(engine, bytes, first, step);
  return { millis: performance.now() - start, output: Array.from(output) };
};
