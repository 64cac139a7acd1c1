import { twoAdicity } from '@brebaje/curves/curve/roots';
import type { Group } from '@brebaje/curves/engine';
import { generatorBytes, sizesOf } from '../curve.ts';
import { type Ptau, ptauSection } from '../ptau/ptau.ts';
import { domainLog, ptauPower, publicWires } from '../r1cs/domain.ts';
import type { R1cs } from '../r1cs/r1cs.ts';
import type { ZkeyHeader } from '../zkey/header.ts';
import { UnsuitablePtau } from './unsuitable-ptau.ts';

/**
 * Throws {@link UnsuitablePtau} unless a circuit's genesis can be made from a ptau, or compared with it: then it need
 * not be prepared, nor have the power to spare that snarkjs' hash of large circuits reads.
 */
export function requireSuitable(
  r1cs: R1cs,
  ptau: Ptau,
  { prepared = true, spare = true }: { prepared?: boolean; spare?: boolean } = {},
): void {
  const { curve } = r1cs.header;
  if (ptau.header.curve !== curve) {
    throw new UnsuitablePtau(`it is of ${ptau.header.curve}, the circuit of ${curve}`);
  }
  const needed = spare ? ptauPower(r1cs.header) : domainLog(r1cs.header);
  if (ptau.header.power < needed) {
    throw new UnsuitablePtau(`it has the power ${ptau.header.power}, the circuit needs ${needed}`);
  }
  if (prepared && !ptau.prepared) throw new UnsuitablePtau('it is not prepared for phase 2');
  if (domainLog(r1cs.header) >= twoAdicity(curve)) throw new UnsuitablePtau('no ptau is large enough');
}

/** The header that a circuit's genesis has. */
export async function genesisHeader(r1cs: R1cs, ptau: Ptau): Promise<ZkeyHeader> {
  const { curve, nWires } = r1cs.header;
  const sizes = sizesOf(curve);
  const first = async (id: 4 | 5 | 6, group: Group) => {
    const { from } = ptauSection(ptau, id);
    return ptau.source.read(from, from + sizes[group]);
  };
  return {
    curve,
    nVars: nWires,
    nPublic: publicWires(r1cs.header),
    domainSize: 2 ** domainLog(r1cs.header),
    alpha1: await first(4, 'G1'),
    beta1: await first(5, 'G1'),
    beta2: await first(6, 'G2'),
    gamma2: generatorBytes(curve, 'G2'),
    delta1: generatorBytes(curve, 'G1'),
    delta2: generatorBytes(curve, 'G2'),
  };
}
