/** Who is measured. A new engine, or a new kernel of one, is a new line here. */
import { createFfjavascript, type Ffjavascript } from './ffjavascript.ts';
import { createKernelPeer, KERNELS } from './kernel.ts';
import { createMcl } from './mcl.ts';
import { createNative, NATIVES } from './native.ts';
import { createNoble } from './noble.ts';
import type { Peer } from './peer.ts';

/** A peer, or why there is none on this machine. */
type Load = () => Promise<Peer | { missing: string }>;

export function peersOf(inputs: Ffjavascript, native: boolean): Record<string, Load> {
  const here: Record<string, Load> = {
    ...Object.fromEntries(KERNELS.map((name) => [name, async () => createKernelPeer(name)])),
    ffjavascript: async () => createFfjavascript(inputs),
    'mcl-wasm': createMcl,
    noble: async () => createNoble(),
  };
  for (const library of NATIVES) {
    here[library.name] = native
      ? () => createNative(library)
      : async () => ({ missing: 'native libraries are built and measured with --native' });
  }
  return here;
}
