import { FormatError } from '@brebaje/kzg/format-error';
import { receiptText } from '@brebaje/kzg/receipt';
import type { SubSize } from '@brebaje/kzg/sizes';
import { initialState, packState } from '@brebaje/kzg/state';
import { MAX_BODY } from '@brebaje/protocol/routes';
import { recordOf } from './kzg-record.ts';
import type { LobbyScheme, StateRef } from './scheme.ts';
import type { VerificationClient } from './verification-client.ts';
import type { RecordJson, StateFile } from './verification-messages.ts';

/** Metadata of a KZG circuit. */
export interface KzgMetadata {
  sizes: SubSize[];
}

/** KZG ceremonies behind the scheme port. `fileOf` names the file of a blob, for the thread to read. */
export function createKzgScheme(
  verification: VerificationClient,
  fileOf: (blob: string) => string,
): LobbyScheme {
  const file = ({ blob, metadata }: StateRef): StateFile => ({
    path: fileOf(blob),
    sizes: (metadata as KzgMetadata).sizes,
  });
  return {
    keeps: 'head',
    genesis: (metadata) => packState(initialState((metadata as KzgMetadata).sizes)),
    base: (state) => verification.ask({ kind: 'serve', state: file(state) }),
    longestUpload: () => MAX_BODY,
    async read(path) {
      const { fault } = await verification.ask({ kind: 'read', upload: path });
      if (fault) throw new FormatError(fault.kind, fault.message, fault.offset ?? undefined);
    },
    async verify(before, upload, identity) {
      const answer = await verification.ask({
        kind: 'verify',
        before: file(before),
        upload: fileOf(upload),
        identity,
      });
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
    finalize: (state, form) => verification.ask({ kind: 'setup', state: file(state), ...form }),
  };
}
