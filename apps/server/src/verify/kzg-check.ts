/** Checking one KZG contribution; runs in the verification thread. */
import type { Engine } from '@brebaje/curves/engine';
import { pruneBls } from '@brebaje/kzg/bls-signature';
import { type BatchContribution, parseContribution } from '@brebaje/kzg/contribution';
import { pruneEcdsa } from '@brebaje/kzg/eip712';
import { parseIdentity } from '@brebaje/kzg/identity';
import { G1_BYTES } from '@brebaje/kzg/sizes';
import { packState, unpackState } from '@brebaje/kzg/state';
import { type Verdict, verifyContribution } from '@brebaje/kzg/verify';
import { VERSION } from '@brebaje/protocol/version';
import { readBlobFile } from '../store/blob-files.ts';
import { recordJson } from './kzg-record.ts';
import { serveState } from './kzg-serve.ts';
import type { CheckResult, Checks, StateFile, VerifyAnswer } from './verification-messages.ts';

/** The engine that checks, and a second one without which nobody is refused. */
export interface Engines {
  main: Engine;
  confirming: Engine;
}

const SOFTWARE = `brebaje kzg ${VERSION}`;

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
    serveState(verdict.after),
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
