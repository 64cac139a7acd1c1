import { afterAll, expect, test } from 'vitest';
import { createNobleEngine } from './noble-engine.ts';
import { createWasmEngine } from './wasm-engine.ts';

const engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
afterAll(() => engine.close());

test('points that were given back are of no use, nor are slices of them', async () => {
  const one = engine.generator('G1');
  const many = engine.concat(Array.from({ length: 512 }, () => one));
  const [slice, copy] = [engine.slice(many, 0, 2), engine.concat([engine.slice(many, 0, 2)])];
  engine.release(many);
  await expect(engine.negate(many)).rejects.toThrow('these points were given back');
  await expect(engine.negate(slice)).rejects.toThrow('these points were given back');
  expect(() => engine.release(many)).toThrow('these points were given back');
  expect(await engine.firstDifference(copy, engine.concat([one, one]))).toBeUndefined();
});

test('a slice gives back nothing of what it is of', async () => {
  const many = engine.concat(Array.from({ length: 512 }, () => engine.generator('G1')));
  engine.release(engine.slice(many, 0, 511));
  expect((await engine.negate(many)).count).toBe(512);
});

test('nobody gives back the points of another engine', async () => {
  const other = createNobleEngine('bn254');
  expect(() => engine.release(other.generator('G1'))).toThrow('another engine');
  other.release(other.generator('G1'));
});
