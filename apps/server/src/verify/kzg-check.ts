/** Reading, checking and serving one KZG contribution; runs in the verification thread. */
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';
import type { Engine } from '@brebaje/curves/engine';
import { pruneBls } from '@brebaje/kzg/bls-signature';
import { type BatchContribution, encodeContribution, parseContribution } from '@brebaje/kzg/contribution';
import { pruneEcdsa } from '@brebaje/kzg/eip712';
import { FormatError } from '@brebaje/kzg/format-error';
import { parseIdentity } from '@brebaje/kzg/identity';
import { G1_BYTES, type SubSize } from '@brebaje/kzg/sizes';
import { contributionFromState, type PowersState, packState, unpackState } from '@brebaje/kzg/state';
import { type Verdict, verifyContribution } from '@brebaje/kzg/verify';
import { VERSION } from '@brebaje/protocol/version';
import { readBlobFile } from '../store/blob-files.ts';
import { recordJson } from './kzg-record.ts';
import type {
  CheckResult,
  Checks,
  ReadAnswer,
  ServedState,
  StateFile,
  VerifyAnswer,
} from './verification-messages.ts';

/** The engine that checks, and a second one without which nobody is refused. */
export interface Engines {
  main: Engine;
  confirming: Engine;
}

const gzip = promisify(gzipCallback);

/** Fast rather than small: the same bytes are compressed once per contribution, while people wait. */
const GZIP_LEVEL = 1;

const SOFTWARE = `brebaje kzg ${VERSION}`;

async function serve(state: PowersState): Promise<ServedState> {
  const json = encodeContribution(contributionFromState(state), { signatures: 'empty-strings' });
  return { json, gzip: new Uint8Array(await gzip(json, { level: GZIP_LEVEL })) };
}

/** What is handed out for a packed state. */
export function serveState(packed: Uint8Array, sizes: SubSize[]): Promise<ServedState> {
  return serve(unpackState(packed, sizes));
}

/** Whether bytes read as a contribution. */
export function readUpload(bytes: Uint8Array): ReadAnswer {
  try {
    parseContribution(bytes);
    return { fault: null };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { fault: { kind: error.kind, message: error.message, offset: error.offset ?? null } };
  }
}

/**
 * Checks an uploaded contribution against the state it must extend, both files of blobs. A refusal that the
 * second engine does not confirm throws, and so do bytes that the disk has changed: faults of ours.
 */
export async function verifyUpload(
  engines: Engines,
  before: StateFile,
  upload: string,
  identity: string,
): Promise<VerifyAnswer> {
  const [packed, bytes] = await Promise.all([readBlobFile(before.path), readBlobFile(upload)]);
  const state = unpackState(packed, before.sizes);
  const contribution = parseContribution(bytes);
  const verdict = await verifyContribution(engines.main, state, contribution, {
    confirm: engines.confirming,
  });
  const checks = checksOf(verdict);
  if (!verdict.ok) return { ok: false, code: verdict.code, text: verdict.text, checks };
  const [signatures, served] = await Promise.all([
    pruneBls(engines.main, identity, contribution),
    serve(verdict.after),
  ]);
  return {
    ok: true,
    head: packState(verdict.after),
    served,
    record: recordJson(witness(identity, contribution, signatures)),
    checks,
  };
}

function witness(identity: string, contribution: BatchContribution, bls: (Uint8Array | null)[]) {
  return {
    identity,
    ecdsa: pruneEcdsa(parseIdentity(identity), contribution),
    subs: contribution.contributions.map((sub, index) => ({
      product: sub.g1.subarray(G1_BYTES, 2 * G1_BYTES),
      pubkey: sub.potPubkey,
      bls: bls[index] ?? null,
    })),
  };
}

const ORDER = ['format', 'consistency', 'mathematical'] as const;

/** Named checks as they are kept: what came before a failing one has passed, what comes after was not run. */
function checksOf(verdict: Verdict): Checks {
  const { decode, msm, pairing } = verdict.timings;
  const times = { format: decode, consistency: 0, mathematical: msm + pairing };
  const failing = verdict.ok ? ORDER.length : ORDER.indexOf(verdict.check);
  const results = ORDER.map((name, place): [string, CheckResult] => [
    name,
    {
      verdict: place < failing ? 'passed' : place === failing ? 'failed' : 'skipped',
      milliseconds: Math.round(times[name]),
      software: SOFTWARE,
      message: place === failing && !verdict.ok ? verdict.text : '',
    },
  ]);
  return Object.fromEntries(results) as Checks;
}
