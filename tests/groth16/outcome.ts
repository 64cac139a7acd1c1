/** What the checks say of a file, in a few words. */
import { contribute } from '@brebaje/groth16/chain/contribute';
import { FileError } from '@brebaje/groth16/file-error';
import { memorySource } from '@brebaje/groth16/files/source';
import { UnsuitablePtau } from '@brebaje/groth16/genesis/unsuitable-ptau';
import { verifyGenesis } from '@brebaje/groth16/genesis/verify-genesis';
import { openPtau } from '@brebaje/groth16/ptau/ptau';
import { verifyPtau } from '@brebaje/groth16/ptau/verify-ptau';
import { openR1cs } from '@brebaje/groth16/r1cs/r1cs';
import { personStream } from '@brebaje/groth16/random/generators';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { type SlimParts, slimZkey } from '@brebaje/groth16/testing/made-zkey';
import { Refused } from '@brebaje/groth16/verify/verdict';
import {
  type VerifyContributionOptions,
  verifyContribution,
} from '@brebaje/groth16/verify/verify-contribution';
import { type VerifyZkeyOptions, verifyZkey } from '@brebaje/groth16/verify/verify-zkey';
import type { Zkey } from '@brebaje/groth16/zkey/zkey';
import type { Stage } from './stage.ts';

export const ACCEPTED = 'accepted';

/**
 * `accepted`; the check, code, section and index of a refusal; or `file` with the fault and section of what is no
 * file. Whatever else is thrown is thrown.
 */
export async function outcomeOf(check: () => Promise<unknown>): Promise<string> {
  const words = (...parts: unknown[]) => parts.filter((part) => part !== undefined).join(' ');
  try {
    const verdict = (await check()) as Partial<Refused['refusal']> | undefined;
    if (verdict?.ok === (false as boolean)) {
      const { check, code, section, index } = verdict as Refused['refusal'];
      return words(check, code, section, index);
    }
    return ACCEPTED;
  } catch (error) {
    if (error instanceof FileError) return words('file', error.fault, error.section);
    if (error instanceof UnsuitablePtau) return 'unsuitable';
    if (!(error instanceof Refused)) throw error;
    const { check, code, section, index } = error.refusal;
    return words(check, code, section, index);
  }
}

/** An upload after one accepted contribution. */
export const uploadOutcome = (
  { engine, start, states }: Stage,
  open: () => Promise<Zkey>,
  { after = 1, ...options }: VerifyContributionOptions & { after?: number } = {},
): Promise<string> =>
  outcomeOf(async () =>
    verifyContribution(engine, { ...start, records: states[after]!.records }, await open(), options),
  );

/** A file that is compared with its genesis alone. */
export const chainOutcome = (
  { engine, start }: Stage,
  open: () => Promise<Zkey>,
  options: VerifyZkeyOptions = {},
): Promise<string> => outcomeOf(async () => verifyZkey(engine, start, await open(), options));

export const genesisOutcome = (
  { engine, r1cs, ptau }: Stage,
  genesis: Uint8Array,
  files: { r1cs?: Uint8Array; ptau?: Uint8Array } = {},
): Promise<string> =>
  outcomeOf(async () => {
    const zkey = await zkeyIn(genesis);
    const circuit = await openR1cs(memorySource(files.r1cs ?? r1cs));
    return verifyGenesis(engine, {
      zkey,
      r1cs: circuit,
      ptau: await openPtau(memorySource(files.ptau ?? ptau)),
    });
  });

export const phase1Outcome = ({ engine }: Stage, ptau: Uint8Array): Promise<string> =>
  outcomeOf(async () => verifyPtau(await openPtau(memorySource(ptau)), engine));

/** A person's client that is handed such a state, and knows the genesis. */
export const clientOutcome = (
  { engine, start: { genesis } }: Stage,
  parts: SlimParts,
  options: { state?: Uint8Array } = {},
): Promise<string> =>
  outcomeOf(async () => {
    const base = await slimZkey(parts);
    await bytesOf((await contribute(engine, base, personStream(), { genesis, ...options })).output);
  });
