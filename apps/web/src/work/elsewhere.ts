/** Another browser, machine or program of the same person that is at work on their turn already. */
import { stopped } from '@brebaje/client/client-error';
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import type { Stage } from './stage.ts';

/** Between two looks at how far it is there, milliseconds. */
const LOOK_EVERY = 5_000;
const TOOK_PART = ['CONTRIBUTED', 'DONE', 'FINALIZING', 'FINALIZED'];

/** Whoever waited for another browser of theirs finds the contribution made. */
export class DoneElsewhere extends Error {}

/**
 * Returns at once unless the turn is worked on elsewhere, as far as the server knows. Else it tells so, and returns
 * when the person wants it done here, or when nothing goes on there any more. A run that goes on after a break is
 * taken for what the server knows of. `begun`: this run has been handed the turn, too. Throws DoneElsewhere.
 */
export async function unlessElsewhere(stage: Stage, participantId: number, begun: boolean): Promise<void> {
  const { client, world, folder, emit, signal } = stage;
  const path = `/participants/${participantId}/turn`;
  for (let told = false; stage.fresh; told = true) {
    const turn = (await client.ask<AnswerBody<'readTurn'>>({ method: 'GET', path }))?.body;
    if (told && turn && TOOK_PART.includes(turn.status)) throw new DoneElsewhere();
    const atWork = turn?.state === 'WORKING' && !(begun && turn.step === 'DOWNLOADING');
    // Who cannot be asked now says nothing new.
    if (turn ? !atWork && turn.state !== 'VERIFYING' : !told) break;
    if (turn?.step) emit({ type: 'elsewhere', step: turn.step });
    if (!told && folder.run) await folder.keepRun({ ...folder.run, elsewhere: true });
    const pause = world.sleep(LOOK_EVERY, signal).catch(() => {
      throw stopped(signal);
    });
    await Promise.race([pause, stage.hereAnyway]);
  }
  if (folder.run?.elsewhere) await folder.keepRun({ ...folder.run, elsewhere: false });
}
