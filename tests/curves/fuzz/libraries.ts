import type { CurveName, Group } from '@brebaje/curves/engine';
import { type Ffjavascript, loadFfjavascript, runFfjavascript } from '../../../bench/curves/ffjavascript.ts';
import { loadMcl, runMcl } from '../../../bench/curves/mcl.ts';
import type { Input, Kind } from '../../../bench/curves/peer.ts';

/** What a library is asked for: points in storage form, scalars of 32 bytes below the order. */
export interface Question extends Pick<Input, 'points' | 'scalars'> {
  readonly kind: Extract<Kind, 'scale' | 'powers' | 'msm' | 'pairing'>;
  readonly group: Group;
  readonly second?: Uint8Array;
}

/** Another implementation of a curve to ask. */
export interface Library {
  readonly name: string;
  /** Whether it takes infinity, and points outside the subgroup. */
  readonly everything: boolean;
  ask(question: Question): Promise<Uint8Array>;
  /** ffjavascript's encodings, which are those of snarkjs. */
  readonly groups?: Ffjavascript[CurveName];
}

/** ffjavascript and mcl-wasm. */
export async function loadLibraries(curve: CurveName): Promise<Library[]> {
  const engines = await loadFfjavascript();
  const module = await loadMcl(curve);
  const asking = (run: (operation: Parameters<typeof runMcl>[1]) => ReturnType<typeof runMcl>) => {
    return async ({ kind, group, points, scalars, second = new Uint8Array() }: Question) => {
      const size = (curve === 'bn254' ? 64 : 96) * (group === 'G1' ? 1 : 2);
      const operation = { curve, group, kind, form: 'lem', width: 32, points: 0, full: 0 } as const;
      return run(operation)({ count: points.length / size, points, scalars, second });
    };
  };
  return [
    {
      name: 'ffjavascript',
      everything: true,
      ask: asking((operation) => runFfjavascript(engines, operation)),
      groups: engines[curve],
    },
    { name: 'mcl-wasm', everything: false, ask: asking((operation) => runMcl(module, operation)) },
  ];
}
