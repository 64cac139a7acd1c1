import type { CurveName } from '../engine.ts';
import type { KernelName } from '../field/field.ts';

/**
 * Where the emitted modules lie: in the folder `emitted` of this package. Spelled out, because bundlers for
 * browsers recognise exactly these expressions and take the files with them.
 */
export const KERNEL_FILES: Record<CurveName, Record<KernelName, URL>> = {
  bn254: {
    fma: new URL('../../emitted/bn254-fma.wasm', import.meta.url),
    wide: new URL('../../emitted/bn254-wide.wasm', import.meta.url),
    plain: new URL('../../emitted/bn254-plain.wasm', import.meta.url),
  },
  'bls12-381': {
    fma: new URL('../../emitted/bls12-381-fma.wasm', import.meta.url),
    wide: new URL('../../emitted/bls12-381-wide.wasm', import.meta.url),
    plain: new URL('../../emitted/bls12-381-plain.wasm', import.meta.url),
  },
};
