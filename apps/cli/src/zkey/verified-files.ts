import { CommandError, EXIT } from '../exit-codes.ts';
import type { VerifyZkeyOptions } from './verify.ts';

/** What `zkey verify` is about: one file, or three as older snarkjs has them. Throws CommandError. */
export function verifiedFiles(
  files: readonly string[],
  options: VerifyZkeyOptions,
): [zkey: string, options: VerifyZkeyOptions] {
  const [first, ptau, zkey] = files;
  if (files.length === 1) return [first!, options];
  if (files.length === 3 && options.r1cs === undefined && options.ptau === undefined)
    return [zkey!, { ...options, r1cs: first!, ptau: ptau! }];
  throw new CommandError(
    EXIT.usage,
    `${files.length} files are given, and it is not clear what they are`,
    'give the zkey and options, or r1cs, ptau and zkey in this order',
  );
}
