import { domainLog, ptauPower } from './domain.ts';
import type { R1csHeader } from './header.ts';
import { readLabels } from './labels.ts';
import type { R1cs } from './r1cs.ts';
import { readTerms } from './terms.ts';

export interface R1csInfo extends R1csHeader {
  /** Non-zero entries of A, B and C. */
  readonly terms: readonly [number, number, number];
  /** log₂ of the domain, and the power of the ptau for it. */
  readonly domainLog: number;
  readonly ptauPower: number;
  readonly remarks: readonly string[];
}

/** What a circuit is like. Reads all of it, so that it throws a `FileError` for whatever is wrong in it. */
export async function r1csInfo(r1cs: R1cs): Promise<R1csInfo> {
  const { header, remarks } = r1cs;
  const terms: [number, number, number] = [0, 0, 0];
  for await (const { matrices } of readTerms(r1cs)) {
    for (const matrix of matrices) terms[matrix as 0 | 1 | 2]++;
  }
  for await (const _ of readLabels(r1cs));
  return { ...header, terms, domainLog: domainLog(header), ptauPower: ptauPower(header), remarks };
}
