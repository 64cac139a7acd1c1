import { readKernel } from '#read-kernel';
import type { CurveName } from '../engine.ts';
import type { KernelName } from '../field/field.ts';
import { KERNEL_NAMES } from './choose.ts';
import { requireSealed } from './seal.ts';

/** A compiled module on its way to a thread, which then needs neither its file nor a compiler. */
export interface SharedKernel {
  readonly curve: CurveName;
  readonly name: KernelName;
  readonly module: WebAssembly.Module;
}

const known = new Map<string, Promise<WebAssembly.Module>>();

/**
 * The module of a curve, read and compiled once per process or thread. Rejects where it cannot be read
 * or is not as it was emitted, and with a WebAssembly.CompileError where the engine lacks what it uses; the next call
 * tries again.
 */
export function loadKernel(curve: CurveName, name: KernelName): Promise<WebAssembly.Module> {
  const key = `${curve} ${name}`;
  const module =
    known.get(key) ?? readKernel(curve, name).then((bytes) => WebAssembly.compile(requireSealed(bytes)));
  known.set(key, module);
  module.catch(() => known.delete(key));
  return module;
}

/** Makes a module that came from another thread the one that {@link loadKernel} answers here. */
export function takeKernel({ curve, name, module }: SharedKernel): void {
  known.set(`${curve} ${name}`, Promise.resolve(module));
}

/**
 * The fastest kernel whose module this engine takes, for threads to share: code that one of them has optimized
 * is optimized for all. Whether it computes correctly each thread finds out for itself. Undefined when there is
 * none; then the threads say why.
 */
export async function kernelToShare(curve: CurveName): Promise<SharedKernel | undefined> {
  for (const name of KERNEL_NAMES) {
    const module = await loadKernel(curve, name).catch(() => undefined);
    if (module) return { curve, name, module };
  }
  return undefined;
}
