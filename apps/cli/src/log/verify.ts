import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { type CheckedLog, type KnownEvent, LogCheck, type LogFault } from '@brebaje/client/rest/check-log';
import { CommandError, EXIT } from '../exit-codes.ts';
import { ProgressLine } from '../progress-line.ts';
import { findCeremony } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { document, facts } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { requireWritableFile } from '../writable.ts';

export interface VerifyLogOptions extends RestOptions {
  expect?: string[];
  keep?: string;
}

/** Events in order, and how many there should be. */
interface Log {
  events: AsyncIterable<unknown> | Iterable<unknown>;
  total: number | undefined;
}

/** `brebaje log verify <url or file>`. Throws CommandError invalid with the first fault. */
export async function verifyLog(what: string, options: VerifyLogOptions, shell: Shell): Promise<void> {
  const known = (options.expect ?? []).map(knownOf);
  if (options.keep !== undefined) await requireWritableFile(options.keep, { fresh: true });
  const { events, total } = existsSync(what) ? await ofFile(what) : await ofServer(what, options, shell);
  const check = new LogCheck(known);
  const progress = new ProgressLine(shell);
  const kept: unknown[] = [];
  let done = 0;
  try {
    for await (const event of events) {
      const fault = check.add(event);
      if (fault) throw invalid(fault);
      if (options.keep !== undefined) kept.push(event);
      progress.bar('Verifying', ++done, total);
    }
  } finally {
    progress.clear();
  }
  const end = check.end(total);
  if ('code' in end) throw invalid(end);
  if (options.keep !== undefined)
    await writeFile(options.keep, `${JSON.stringify({ items: kept })}\n`, { flag: 'wx' });
  report(end, options, shell);
}

function report({ ceremony, events, head }: CheckedLog, options: VerifyLogOptions, shell: Shell): void {
  if (options.json) {
    document(shell, { ceremony, events, head });
    return;
  }
  shell.out(shell.style('green', 'The log is whole: no event is missing, changed or out of order.'));
  facts(shell, [
    ['Events', events],
    ['Head', head],
  ]);
  if (head !== undefined)
    shell.err(`Note the head: later, --expect ${events}:${head} shows that nothing was rewritten.\n`);
}

function invalid({ code, seq, sentence }: LogFault): CommandError {
  const next = 'do not rely on this log; keep it and show it to others';
  return new CommandError(EXIT.invalid, `the log is NOT valid: ${sentence}`, next, {
    findings: { fault: code, seq },
  });
}

function knownOf(text: string): KnownEvent {
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new CommandError(EXIT.usage, `${text} is not <number>:<hash>`, 'as an earlier run printed it');
  return { seq: Number(seq), hash };
}

async function ofServer(what: string, options: RestOptions, shell: Shell): Promise<Log> {
  const { client, ceremony } = await findCeremony(what, options, shell);
  const path = `/ceremonies/${ceremony.id}/events`;
  const { body } = await client.call<{ total: number }>({ method: 'GET', path: `${path}?limit=1` });
  return { events: client.all<unknown>(path, { signal: shell.signal }), total: body.total };
}

/** What `--keep` wrote, a page of the interface, a bare list, or one event on each line. */
async function ofFile(path: string): Promise<Log> {
  const text = await readFile(path, 'utf8');
  try {
    const json = JSON.parse(text) as unknown;
    const items = Array.isArray(json) ? json : (json as { items?: unknown }).items;
    if (Array.isArray(items)) return { events: items, total: undefined };
    return { events: [json], total: undefined };
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return { events: lines.map(eventOf), total: undefined };
  }
}

function eventOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new CommandError(
      EXIT.file,
      'this file holds no log: JSON is expected',
      'brebaje log verify --keep writes one',
    );
  }
}
