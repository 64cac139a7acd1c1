/** Who contributes. */
import { createFfjavascript, loadFfjavascript } from '../curves/ffjavascript.ts';
import { createMcl } from '../curves/mcl.ts';
import { createLibrary } from './libraries.ts';
import { createBlst, createGoClient } from './native-clients.ts';
import { createOurs, createOursWithChecks } from './ours.ts';
import type { Load } from './rival.ts';

export const RIVALS: Record<string, Load> = {
  ours: createOurs,
  shipped: createOursWithChecks,
  go: createGoClient,
  blst: createBlst,
  ffjavascript: async () => createLibrary(createFfjavascript(await loadFfjavascript())),
  'mcl-wasm': async () => createLibrary(await createMcl()),
};
