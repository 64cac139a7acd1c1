import { pointBytes } from '@brebaje/groth16/ptau/points';
import type { Ptau } from '@brebaje/groth16/ptau/ptau';
import { sameBytes } from '@brebaje/groth16/same-bytes';
import { Refused } from '@brebaje/groth16/verify/verdict';
import type { ZkeyHeader } from '@brebaje/groth16/zkey/header';
import { SECTION } from '@brebaje/groth16/zkey/zkey';

/** Throws Refused unless a zkey's α and β are those of a ptau. */
export async function requirePhase1Of(header: ZkeyHeader, ptau: Ptau, path: string): Promise<void> {
  const same = async (id: 4 | 5 | 6, point: Uint8Array) => sameBytes(await pointBytes(ptau, id, 0, 1), point);
  if (
    header.curve === ptau.header.curve &&
    (await same(4, header.alpha1)) &&
    (await same(5, header.beta1)) &&
    (await same(6, header.beta2))
  )
    return;
  throw new Refused({
    check: 'consistency',
    code: 'other-circuit',
    section: SECTION.header,
    text: `the genesis is not of the phase 1 in ${path}: α or β differ`,
  });
}
