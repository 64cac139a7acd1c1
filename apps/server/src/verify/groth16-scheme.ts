import { FILE_HEADER_BYTES, readContainer } from '@brebaje/groth16/container/read-container';
import { openFile } from '@brebaje/groth16/files/file-source';
import { slimPart } from '@brebaje/groth16/zkey/compose';
import { openZkey } from '@brebaje/groth16/zkey/zkey';
import { canonicalJson } from '../store/canonical-json.ts';
import { type FileGiver, withFiles } from '../store/local-files.ts';
import type { Groth16Metadata } from './groth16-metadata.ts';
import { reading } from './reading-files.ts';
import { type Scheme, Unreadable } from './scheme.ts';
import type { VerificationClient } from './verification-client.ts';
import type { Checks, Groth16Record } from './verification-messages.ts';

/** A record has a name and a beacon of at most 1 KiB together, and points of less. */
const LONGEST_RECORD = 4096;

/** A check that takes longer than this, and than each point may take on one slow core, hangs. */
const LEAST_TIMEOUT_MILLIS = 15 * 60_000;
const MILLIS_PER_POINT = 0.5;

const metadataOf = (metadata: unknown) => metadata as Groth16Metadata;

/**
 * Groth16 ceremonies behind the scheme port. Heads are slim zkeys. `sumsOf` names the private file in which a
 * genesis' combination is kept, for the verification thread.
 */
export function createGroth16Scheme(
  verification: VerificationClient,
  { blobs, sumsOf }: { blobs: FileGiver; sumsOf: (genesis: string) => string },
): Scheme {
  return {
    keeps: 'every',
    async handOut({ blob, metadata }, record) {
      const { genesis, adopted, immutable } = metadataOf(metadata);
      const { head } =
        record === null ? { head: adopted?.head ?? genesis } : (JSON.parse(record) as Groth16Record);
      return withFiles(blobs, [blob], (path) =>
        reading([path], async ([file]) => {
          const { sections } = await readContainer(file!, 'zkey');
          return {
            blake2b: head.blake2b,
            sections: [...sections],
            immutable: { sha256: immutable.sha256, size: immutable.size },
            // The whole has one file header.
            whole: file!.size + immutable.size - FILE_HEADER_BYTES,
          };
        }),
      );
    },
    size: (metadata, bytes) => ({ bytes, points: metadataOf(metadata).points }),
    longestUpload: (bytes, kind, metadata) =>
      bytes + LONGEST_RECORD + (kind === 'whole' ? metadataOf(metadata).immutable.size : 0),
    async read(path, turn) {
      const { fault } = await withFiles(blobs, turn ? [turn.base.blob] : [], (base) =>
        verification.ask({
          kind: 'groth16-read',
          upload: path,
          turn: turn && base !== undefined ? { base, name: turn.name } : null,
        }),
      );
      if (fault !== null) throw new Unreadable(fault);
    },
    async verify({ blob, metadata }, upload) {
      const { genesis, immutable, points } = metadataOf(metadata);
      const timeoutMillis = LEAST_TIMEOUT_MILLIS + points * MILLIS_PER_POINT;
      const answer = await withFiles(blobs, [genesis.sha256, blob, upload], (first, before, after) => {
        const sums = sumsOf(genesis.sha256);
        const files = { genesis: first, sums, immutable: immutable.hash, before, upload: after };
        return verification.ask({ kind: 'groth16-verify', files }, { timeoutMillis });
      });
      if (!answer.ok) return answer;
      const { sha256 } = answer.record.head;
      return {
        ok: true,
        head: answer.kind === 'slim' ? 'upload' : { chunks: slimFile(blobs, upload), sha256 },
        record: JSON.stringify(answer.record),
        checks: answer.checks,
      };
    },
    receipt({ commitment, record, manifest, circuit, position, file, time, seq }) {
      const { record: bytes, contributionHash, previousState, state } = JSON.parse(record) as Groth16Record;
      return canonicalJson({
        type: 'brebaje/groth16-receipt/v1',
        manifest,
        circuit,
        position,
        previousState,
        state,
        record: bytes,
        contributionHash,
        fileSha256: file,
        // Receipts are public: the contributor alone can tell whose account this is.
        identity: commitment,
        time,
        seq,
      });
    },
    oneTimeKeys(record) {
      const { contributionHash } = JSON.parse(record) as Groth16Record;
      return [`groth16/${contributionHash}`];
    },
    repeated: (_, checks) => repeatedVerdict(checks),
  };
}

/** Somebody else's contribution to the same genesis, in another ceremony. */
function repeatedVerdict(checks: Checks) {
  const text = 'this contribution was accepted before, in another ceremony';
  return {
    ok: false as const,
    code: 'Groth16::repeated',
    text,
    checks: { ...checks, consistency: { ...checks.consistency, verdict: 'failed' as const, message: text } },
  };
}

/** The slim form of a whole zkey. */
async function* slimFile(blobs: FileGiver, upload: string): AsyncGenerator<Uint8Array> {
  const { path, release } = await blobs.file(upload);
  try {
    const file = await openFile(path);
    try {
      yield* slimPart(await openZkey(file));
    } finally {
      await file.close();
    }
  } finally {
    release();
  }
}
