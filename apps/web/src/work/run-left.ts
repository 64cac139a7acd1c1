/** What a run leaves in its folder, and what a later one makes of it. */
import type { WorkEvent } from './events.ts';
import { IDLE } from './reduce.ts';
import type { RunFolder, RunNote } from './run-folder.ts';
import type { Scheme, WorkState } from './state.ts';

/** A run that lived so lately goes on by itself: the page was reloaded, or the browser broke. */
const GOES_ON = 3_600_000;

export function stateFound({ run, finished, receipts }: RunFolder, scheme: Scheme): WorkState {
  if (run || finished) return { phase: 'resumable', scheme, finished, since: run?.since };
  return receipts.length > 0 ? { phase: 'done', scheme, receipts, notes: [] } : IDLE;
}

/** Whether that is meant to be gone on with without anybody's asking. */
export function goesOn({ run, finished }: RunFolder, now: number): boolean {
  if (run?.stopped) return false;
  return finished || (run !== undefined && now - run.touched < GOES_ON);
}

/** The note of a run that begins, or goes on. */
export function begunNow(
  { run }: Pick<RunFolder, 'run'>,
  about: Pick<RunNote, 'scheme' | 'userId' | 'identity' | 'signed'>,
  now: number,
): RunNote {
  const { elsewhere = false, since = now } = run ?? {};
  return { elsewhere, since, touched: now, stopped: false, ...about };
}

/** Leaves in the folder what a later run needs, and nothing else. */
export async function settle(folder: RunFolder, end: WorkEvent): Promise<void> {
  if (!folder.run) return;
  const comesBack = end.type === 'lost' && end.returnAt !== undefined;
  const already = end.type === 'failed' && end.error.code === 'ALREADY_CONTRIBUTED';
  if (end.type === 'done' || already || (end.type === 'lost' && !comesBack)) await folder.end();
  else if (end.type !== 'stopped') await folder.keepRun({ ...folder.run, stopped: true });
}
