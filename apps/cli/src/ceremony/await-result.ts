import type { Surroundings } from '@brebaje/client/surroundings';
import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import { CommandError, EXIT } from '../exit-codes.ts';
import { ProgressLine } from '../progress-line.ts';
import { line, when } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

const PHASES: Record<string, string> = {
  BEACON: 'Asking for the beacon',
  APPLYING: 'Adding the beacon',
  TRANSCRIPT: 'Putting the transcript together',
  VERIFYING: 'Verifying the whole chain',
  EXPORTING: 'Exporting the result',
  WRITING: 'Writing the files',
};

/** Lines break, and endpoints have a round some time after it is published. */
const PATIENCE_MILLIS = 10 * 60_000;
const FIRST_PAUSE_MILLIS = 15_000;
const LONGEST_PAUSE_MILLIS = 60_000;

/** A ceremony at its server. */
export interface Finalizing {
  read(): Promise<CeremonyBody>;
  /** Has the server begin once more. */
  again(): Promise<CeremonyBody>;
}

/**
 * Shows how far a finalization is until it is done. A beacon that nobody gives is asked for again for ten minutes.
 * Throws CommandError notReady when the result cannot be made, interrupted.
 */
export async function awaitResult(
  ceremony: Finalizing,
  begun: CeremonyBody,
  world: Pick<Surroundings, 'now' | 'sleep'>,
  shell: Shell,
): Promise<CeremonyBody> {
  const progress = new ProgressLine(shell);
  let body = begun;
  let until: number | undefined;
  let pause = FIRST_PAUSE_MILLIS;
  try {
    while (body.status !== 'FINALIZED') {
      const { state, phase, progress: percent } = body.finalization ?? {};
      if (state === 'FAILED') {
        const isFirst = until === undefined;
        until ??= world.now() + PATIENCE_MILLIS;
        if (phase !== 'BEACON' || world.now() + pause > until) throw failed(body);
        if (isFirst) progress.line(line(body.finalization?.problem ?? 'Nobody gives the beacon’s value.'));
        const last = when(Math.floor(until / 1000));
        progress.stage(
          `Trying again until ${last}; Ctrl-C, and the same command with --round-file <file> hands the value in`,
        );
        await world.sleep(pause, shell.signal);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        body = await ceremony.again();
        continue;
      }
      if (until === undefined || progressed(phase))
        progress.bar(PHASES[phase ?? ''] ?? 'Waiting for the server to begin', percent ?? 0, 100);
      await world.sleep(1_000, shell.signal);
      body = await ceremony.read();
    }
    return body;
  } catch (error) {
    if (!shell.signal.aborted) throw error;
    throw new CommandError(
      EXIT.interrupted,
      'interrupted; the server goes on with it',
      'the same command shows it',
    );
  } finally {
    progress.clear();
  }
}

/** What comes before is said once, however often it is tried. */
const progressed = (phase: string | undefined): boolean => phase !== undefined && phase !== 'BEACON';

function failed({ finalization }: CeremonyBody): CommandError {
  return new CommandError(
    EXIT.notReady,
    `the result could not be made: ${line(finalization?.problem ?? 'nobody knows why')}`,
    'the same command tries again; a beacon that the server cannot ask for is handed in by --round-file',
    { findings: { finalization } },
  );
}
