/** Whether a verifier that somebody uses is that of a ceremony, for programs without files of their own. */
import type { CurveName } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { checkVerifier, type VerifierReport } from '@brebaje/groth16/export/check-verifier';
import type { ExpectedKey } from '@brebaje/groth16/export/expected-key';
import { parseVerificationKey } from '@brebaje/groth16/export/parse-verification-key';
import type { Archive } from '@brebaje/protocol/archive';
import { FILES } from '@brebaje/protocol/routes';
import { decoded } from '../archive/decoded.ts';
import { ClientError } from '../client-error.ts';
import { exchange } from '../exchange.ts';
import { hashOf } from '../fingerprint.ts';
import type { Surroundings } from '../surroundings.ts';

export type { VerifierReport };

/** Keys of thousands of public inputs have less. */
export const MOST_VERIFIER = 16 << 20;
/** What names of verification keys among the files of a result end in. */
const ENDING = '_vkey.json';

/** The keys of a finalized ceremony, by the names of its circuits. Throws RECORD_INVALID, UNREACHABLE. */
export async function servedKeys(
  world: Surroundings,
  { server, artifacts }: Archive,
  signal: AbortSignal | undefined,
): Promise<ExpectedKey[]> {
  const keys: ExpectedKey[] = [];
  for (const { name, sha256 } of artifacts.filter((one) => one.name.endsWith(ENDING))) {
    const url = `${server}${FILES}/${sha256}/${encodeURIComponent(name)}`;
    const { status, bytes } = await exchange(world, { method: 'GET', url, maxBytes: MOST_VERIFIER, signal });
    const text = status === 200 && hashOf(bytes) === sha256 ? decoded(bytes) : undefined;
    if (text === undefined)
      throw new ClientError('RECORD_INVALID', `the server does not give ${name} as it says`, {
        next: 'do not rely on this server; take the key from an archive of the ceremony',
      });
    keys.push({ name: name.slice(0, -ENDING.length), key: parseVerificationKey(text) });
  }
  return keys;
}

/**
 * Looks at a verification key, a contract's source or its code; with `expected` it must hold one of those keys. Throws
 * a FileError for what is none of them.
 */
export function checkKey(
  content: string,
  engine: (curve: CurveName) => Promise<WasmEngine>,
  expected: readonly ExpectedKey[],
): Promise<VerifierReport> {
  return checkVerifier(content, { engine, ...(expected.length === 0 ? {} : { expected }) });
}
