import { FormatError } from '@brebaje/kzg/format-error';
import { receiptText } from '@brebaje/kzg/receipt';
import type { SubSize } from '@brebaje/kzg/sizes';
import { initialState, packState } from '@brebaje/kzg/state';
import { MAX_BODY } from '@brebaje/protocol/routes';
import { type FileGiver, withFiles } from '../store/local-files.ts';
import { recordOf } from './kzg-record.ts';
import type { LobbyScheme, StateRef } from './scheme.ts';
import type { VerificationClient } from './verification-client.ts';
import type { RecordJson, StateFile } from './verification-messages.ts';

/** Metadata of a KZG circuit. */
export interface KzgMetadata {
  sizes: SubSize[];
}

/** KZG ceremonies behind the scheme port. */
export function createKzgScheme(verification: VerificationClient, blobs: FileGiver): LobbyScheme {
  const stateFile = (path: string, { metadata }: StateRef): StateFile => ({
    path,
    sizes: (metadata as KzgMetadata).sizes,
  });
  return {
    keeps: 'head',
    genesis: (metadata) => packState(initialState((metadata as KzgMetadata).sizes)),
    base: (state) =>
      withFiles(blobs, [state.blob], (path) =>
        verification.ask({ kind: 'serve', state: stateFile(path, state) }),
      ),
    longestUpload: () => MAX_BODY,
    async read(path) {
      const { fault } = await verification.ask({ kind: 'read', upload: path });
      if (fault) throw new FormatError(fault.kind, fault.message, fault.offset ?? undefined);
    },
    async verify(before, upload, identity) {
      const answer = await withFiles(blobs, [before.blob, upload], (base, sent) =>
        verification.ask({ kind: 'verify', before: stateFile(base, before), upload: sent, identity }),
      );
      return answer.ok ? { ...answer, record: JSON.stringify(answer.record) } : answer;
    },
    receipt({ identity, record }) {
      const { subs } = recordOf(JSON.parse(record) as RecordJson);
      return receiptText(
        identity,
        subs.map((sub) => sub.pubkey),
      );
    },
    oneTimeKeys(record) {
      const { subs } = JSON.parse(record) as RecordJson;
      return [...new Set(subs.map((sub) => `bls12-381/${sub.pubkey}`))];
    },
    repeated: (index, checks) => ({
      ok: false,
      code: 'CeremonyError::DuplicatePubkey',
      text: `contribution invalid: Error in contribution ${index}: pubkey was contributed before`,
      checks: {
        ...checks,
        consistency: { ...checks.consistency, verdict: 'failed', message: 'pubkey was contributed before' },
      },
    }),
    finalize: (state, form) =>
      withFiles(blobs, [state.blob], (path) =>
        verification.ask({ kind: 'setup', state: stateFile(path, state), ...form }),
      ),
  };
}
