/**
 * Emits the curve kernels' WebAssembly modules into their package, where every program finds them: once, and
 * again when the sources that they are made from have changed. Every npm script and the test runner begin with it.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CurveName } from '../packages/curves/src/engine.ts';
import type { KernelName } from '../packages/curves/src/field/field.ts';
import { KERNEL_FILES } from '../packages/curves/src/kernel/files.ts';

const folder = fileURLToPath(new URL('../packages/curves/emitted', import.meta.url));
const sources = fileURLToPath(new URL('../packages/curves/src', import.meta.url));

function areFresh(): boolean {
  const files = Object.values(KERNEL_FILES).flatMap((kernels) => Object.values(kernels));
  if (!files.every((file) => existsSync(file))) return false;
  const oldest = Math.min(...files.map((file) => statSync(file).mtimeMs));
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('.test.'))
    .every((path) => statSync(join(sources, path)).mtimeMs <= oldest);
}

/** Writes the modules unless they are newer than every source of their package. */
export async function emitKernels(): Promise<void> {
  if (areFresh()) return;
  const { emitKernel } = await import('../packages/curves/src/kernel/module.ts');
  const { CURVES } = await import('../packages/curves/src/curve/parameters.ts');
  mkdirSync(folder, { recursive: true });
  for (const [curve, kernels] of Object.entries(KERNEL_FILES)) {
    for (const [kernel, file] of Object.entries(kernels)) {
      const path = fileURLToPath(file);
      // Whole or not at all: other programs may be starting.
      const unfinished = `${path}.${process.pid}`;
      writeFileSync(unfinished, emitKernel(CURVES[curve as CurveName], kernel as KernelName));
      renameSync(unfinished, path);
    }
  }
}

/** What the test runner calls once before all tests. */
export default emitKernels;

if (import.meta.main) {
  if (!areFresh()) console.error('Writing the kernels of the curves (once, a few seconds)…');
  await emitKernels();
}
