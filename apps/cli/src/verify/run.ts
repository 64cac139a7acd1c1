import { copyFile, readFile } from 'node:fs/promises';
import { type CheckedTranscript, checkTranscript, type Sought } from '@brebaje/client/check-transcript';
import { ClientError } from '@brebaje/client/client-error';
import { createEngine } from '@brebaje/client/engine';
import { fingerprint } from '@brebaje/client/fingerprint';
import { checkReceipt, readReceipt } from '@brebaje/client/receipt-check';
import { createFileColumns } from '@brebaje/kzg/column-file';
import { readReceiptFile } from '../commands/receipt.ts';
import type { VerifyOptions } from '../commands/verify.ts';
import { ProgressLine } from '../progress-line.ts';
import type { Shell } from '../shell.ts';
import { requireWritableFile } from '../writable.ts';
import { type Place, requireComparable, requireExpected } from './expected.ts';
import { transcriptOf } from './transcript-of.ts';
import { whatIs } from './what.ts';

/** `brebaje verify`. Throws TRANSCRIPT_INVALID, NOT_INCLUDED, CommandError, or what ended the download. */
export async function verify(named: string, options: VerifyOptions, shell: Shell): Promise<void> {
  const what = await whatIs(named, shell);
  if (what.kind === 'circuits') return (await import('./circuits.ts')).verifyServed(what, options, shell);
  if (what.kind === 'folder') return (await import('./folder.ts')).verifyFolder(what.path, options, shell);
  return verifyTranscript(named, what.place, options, shell);
}

/** A transcript of powers, in a file or of a sequencer. */
async function verifyTranscript(
  what: string,
  place: Place | undefined,
  options: VerifyOptions,
  shell: Shell,
): Promise<void> {
  requireComparable(place, options);
  if (options.keep !== undefined) await requireWritableFile(options.keep);
  const line = new ProgressLine(shell);
  const sought = await whomToFind(options, line);
  const file = await transcriptOf(what, shell, line);
  const engine = await createEngine(options.threads);
  try {
    if (options.keep !== undefined) await copyFile(file.path, options.keep);
    const checked = await checkTranscript(engine, file.bytes(), await createFileColumns(), {
      sought,
      progress: (stage, done, total) => {
        if (stage === 'reading') line.bar('Reading', done, file.size);
        else line.bar('Verifying the chain, the signatures and the powers', done, total);
      },
      signal: shell.signal,
    });
    if (place && options.expect !== undefined && checked.verdict.ok)
      await requireExpected(place, checked, options, line, shell);
    line.clear();
    report(checked, what, options, shell);
  } finally {
    line.clear();
    await engine.close();
    await file.remove();
  }
}

/** Whom to look for in a transcript. */
export async function whomToFind(options: VerifyOptions, line: ProgressLine): Promise<Sought[]> {
  const receipts: Sought[] = [];
  for (const path of options.receipt ?? []) {
    const kept = readReceiptFile(await readFile(path, 'utf8'));
    const address = kept.sequencerAddress;
    if (address === undefined) line.line(`${path} names no sequencer: its signature is not checked here`);
    const receipt =
      address === undefined ? readReceipt(kept.receipt) : checkReceipt(kept, { sequencerAddress: address });
    receipts.push({ receipt });
  }
  return [...receipts, ...(options.identity ?? []).map((identity) => ({ identity }))];
}

function report(checked: CheckedTranscript, what: string, options: VerifyOptions, shell: Shell): void {
  const { verdict, sizes, stateHash, found } = checked;
  const missing = found.filter(({ position }) => position === undefined);
  if (options.json && verdict.ok && missing.length === 0) {
    const words = fingerprint(stateHash);
    shell.out(JSON.stringify({ what, sizes, stateHash, fingerprint: words, found, ...verdict }));
  }
  if (!options.json) {
    for (const { check, verdict: outcome } of verdict.checks)
      shell.out(`${outcome.padEnd(8)} ${CHECKS[check] ?? check}`);
  }
  if (!verdict.ok) {
    throw new ClientError('TRANSCRIPT_INVALID', `the transcript is NOT valid: ${verdict.fault?.sentence}`, {
      next: 'do not use this result; keep the file and show it to others',
    });
  }
  if (!options.json) {
    const { participants, signed } = verdict;
    shell.out(shell.style('green', 'The transcript is valid.'));
    shell.out(`Contributions  ${participants} (${signed.bls} signed by BLS, ${signed.ecdsa} by ECDSA)`);
    shell.out(`Sizes          ${sizes}`);
    shell.out(`Final state    ${stateHash}`);
    shell.out(`               ${fingerprint(stateHash)}`);
    for (const { identity, position } of found) {
      shell.out(`${position === undefined ? 'NOT in it ' : `Number ${position}`.padEnd(10)}     ${identity}`);
    }
  }
  if (missing.length > 0) {
    const names = missing.map(({ identity }) => identity).join(', ');
    throw new ClientError('NOT_INCLUDED', `the transcript is valid and does not contain: ${names}`, {
      next: 'download it again later; if it stays missing, publish the receipt: it proves that it was accepted',
    });
  }
}

/** The checks in words. */
const CHECKS: Record<string, string> = {
  origin: 'begins with the generators, with no secret in it',
  structure: 'every list has one entry for every contribution',
  points: 'every point is one of its group',
  chain: 'every running product follows from the one before by its public key',
  bls: 'BLS signatures are by their contributors',
  ecdsa: 'ECDSA signatures are by their contributors',
  product: 'the last running product is in the final powers',
  powers: 'the final powers are powers of one secret',
};
