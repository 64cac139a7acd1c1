/** Of powers at a server: the ceremony is the one that somebody expects, and its log has the transcript's end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchRecord } from '@brebaje/client/archive/fetch-record';
import { archiveFolder } from '@brebaje/client/archive/node-archive-folder';
import type { CheckedTranscript } from '@brebaje/client/check-transcript';
import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { restClient } from '@brebaje/client/rest/rest-client';
import { checkDecided } from '@brebaje/client/verify/check-decided';
import { CHECKS, Findings } from '@brebaje/client/verify/findings';
import type { VerifyOptions } from '../commands/verify.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { ProgressLine } from '../progress-line.ts';
import type { Shell } from '../shell.ts';
import { expectations } from './circuits.ts';
import { tellFinding } from './tell-circuits.ts';

/** Where a ceremony of powers is. */
export interface Place {
  server: string;
  slug: string;
}

/** Throws CommandError: usage before anything is downloaded, where nothing could be compared. */
export function requireComparable(place: Place | undefined, options: VerifyOptions): void {
  if (options.expect === undefined) return;
  expectations(options);
  if (place) return;
  throw new CommandError(
    EXIT.usage,
    'a transcript alone has no manifest and no log, so nothing can be compared with --expect',
    'give the address of the ceremony’s page (…/c/<name>) or the folder of its archive',
  );
}

/** The record comes after the transcript: what was contributed meanwhile is in its log. Throws CommandError invalid. */
export async function requireExpected(
  { server, slug }: Place,
  { stateHash, verdict }: Pick<CheckedTranscript, 'stateHash' | 'verdict'>,
  options: VerifyOptions,
  line: ProgressLine,
  shell: Shell,
): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), 'brebaje-verify-'));
  try {
    const folder = archiveFolder(path);
    const client = restClient(nodeSurroundings(), server, undefined);
    const named = `/ceremonies/by-slug/${encodeURIComponent(slug)}`;
    const { body } = await client.call<{ id: number }>({ method: 'GET', path: named, signal: shell.signal });
    const archive = await fetchRecord(client, Number(body.id), folder, {
      states: 'latest',
      whole: false,
      progress: (what, done, total, unit) => line.bar(what, done, total, unit),
      signal: shell.signal,
    });
    line.clear();
    const findings = new Findings((finding) => {
      if (!options.json) tellFinding(finding, shell);
    });
    const { logged } = await checkDecided(findings, folder, archive, {
      ...expectations(options),
      signal: shell.signal,
    });
    const failed = findings.list.find(({ outcome }) => outcome === 'failed');
    if (failed) throw invalid(slug, failed.check, failed.text);
    const { participants } = verdict;
    const accepted = logged?.accepted.get(archive.circuits[0]?.id ?? -1) ?? [];
    const last = accepted.find(({ position }) => position === participants);
    if (participants > 0 && last?.head !== stateHash)
      throw invalid(slug, 'transcript', 'its log did not accept what the transcript ends in');
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

function invalid(slug: string, check: keyof typeof CHECKS, text: string): CommandError {
  return new CommandError(
    EXIT.invalid,
    `${slug} is NOT what you expect: ${check} (${CHECKS[check]}): ${text}`,
    'do not use this result; compare what you expect with where it was published',
    { findings: { check } },
  );
}
