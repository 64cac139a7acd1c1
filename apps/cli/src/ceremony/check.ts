import { existsSync } from 'node:fs';
import type { CheckBody } from '@brebaje/protocol/rest/ceremonies';
import { CommandError, EXIT } from '../exit-codes.ts';
import { findCeremony } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { restHere } from '../rest/session-here.ts';
import { document, line } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { readCeremonyFile } from './file.ts';

/** `brebaje ceremony check <file or ceremony>`. Throws CommandError notReady when it cannot open. */
export async function checkCeremony(what: string, options: RestOptions, shell: Shell): Promise<void> {
  const check = what.endsWith('.toml') || existsSync(what) ? checkFile : checkExisting;
  const body = await check(what, options, shell);
  const faults = body.findings.filter(({ level }) => level === 'FAULT');
  if (options.json && body.ready) return document(shell, body);
  if (!options.json) tellCheck(body, shell);
  if (body.ready) return shell.out(shell.style('green', 'Nothing keeps it from opening.'));
  const why = faults.map(({ message }) => line(message)).join('; ');
  const { ready, findings, means } = body;
  throw new CommandError(EXIT.notReady, `it cannot open as it is: ${why}`, undefined, {
    findings: { ready, findings, means },
  });
}

async function checkFile(path: string, options: RestOptions, shell: Shell): Promise<CheckBody> {
  const draft = await readCeremonyFile(path);
  const client = await restHere(options, shell);
  const request = { method: 'POST' as const, path: '/ceremonies/check', body: draft };
  return (await client.call<CheckBody>(request)).body;
}

async function checkExisting(named: string, options: RestOptions, shell: Shell): Promise<CheckBody> {
  const { client, ceremony } = await findCeremony(named, options, shell);
  const path = `/ceremonies/${ceremony.id}/check`;
  return (await client.call<CheckBody>({ method: 'GET', path, signal: shell.signal })).body;
}

/** What it will mean, and what was found. */
export function tellCheck({ means, findings }: CheckBody, shell: Shell): void {
  for (const sentence of means.words) shell.out(line(sentence));
  for (const { level, message } of findings)
    shell.out(`${shell.style(level === 'FAULT' ? 'red' : 'yellow', level.padEnd(8))} ${line(message)}`);
}
