import { basename, dirname, join } from 'node:path';

/** Names that users of snarkjs and p0tion give to files of a ceremony. */

interface ZkeyName {
  circuit: string;
  /** The digits of `<circuit>_00007.zkey`; undefined for `<circuit>_final.zkey`. */
  digits: string | undefined;
}

function zkeyName(path: string): ZkeyName | undefined {
  const [, circuit, digits] = /^(.+)_(\d+|final)\.zkey$/.exec(basename(path)) ?? [];
  if (circuit === undefined) return undefined;
  return { circuit, digits: digits === 'final' ? undefined : digits };
}

/** `<circuit>_00008.zkey` beside `<circuit>_00007.zkey`; undefined for other names. */
export function nextZkey(path: string): string | undefined {
  const { circuit, digits } = zkeyName(path) ?? {};
  if (digits === undefined) return undefined;
  const next = String(BigInt(digits) + 1n).padStart(digits.length, '0');
  return join(dirname(path), `${circuit}_${next}.zkey`);
}

/** `<circuit>_00000.zkey` beside `<circuit>.r1cs`. */
export function genesisOf(r1cs: string): string {
  return join(dirname(r1cs), `${basename(r1cs, '.r1cs')}_00000.zkey`);
}

/** `<circuit>_vkey.json` beside a circuit's zkey; beside others what snarkjs writes. */
export function verificationKeyOf(zkey: string): string {
  return beside(zkey, 'vkey.json', 'verification_key.json');
}

/** `<circuit>_verifier.sol` beside a circuit's zkey; beside others what snarkjs writes. */
export function verifierOf(zkey: string): string {
  return beside(zkey, 'verifier.sol', 'verifier.sol');
}

/** `<circuit>_vkey.ark`, `<circuit>_pkey.ark` or `<circuit>_vkey.gnark`, beside a circuit's zkey. */
export function foreignKeyOf(
  zkey: string,
  key: 'verifying' | 'proving',
  format: 'arkworks' | 'gnark',
): string {
  const name = `${key === 'proving' ? 'pkey' : 'vkey'}.${format === 'arkworks' ? 'ark' : 'gnark'}`;
  return beside(zkey, name, name);
}

function beside(zkey: string, ending: string, otherwise: string): string {
  const name = zkeyName(zkey);
  return join(dirname(zkey), name ? `${name.circuit}_${ending}` : otherwise);
}

/** `<name>_01.ptau` to `<name>_27.ptau`, as snarkjs cuts a file. */
export function cutPtau(ptau: string, power: number): string {
  return `${ptau.replace(/\.ptau$/, '')}_${String(power).padStart(2, '0')}.ptau`;
}
