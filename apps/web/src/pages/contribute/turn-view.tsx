import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useState } from 'react';
import { useLive } from '../../live/use-live.ts';
import type { Working } from '../../work/state.ts';
import type { Participant } from './journey.ts';
import { MoreTime } from './more-time.tsx';
import { WorkingView } from './working.tsx';

/** A turn with the deadline as it is now: people ask for more time, coordinators give it, and pauses stop the clock. */
export function TurnView({
  ceremony,
  participant,
  state,
  onGiveUp,
}: {
  ceremony: CeremonyBody;
  participant: Participant | undefined;
  state: Working;
  onGiveUp: () => void;
}) {
  const { snapshot, serverNow } = useLive(ceremony.id);
  const mine = snapshot?.turns.find(
    ({ participantId, phase }) => participantId === participant?.id && phase === 'WORKING',
  );
  // What was just given may not have come round yet.
  const [given, setGiven] = useState(0);
  const ends = Math.max(mine?.deadlineAt ?? 0, given);
  const deadlineAt = ends === 0 ? state.deadlineAt : Date.now() + (ends - serverNow()) * 1_000;
  return (
    <WorkingView state={{ ...state, deadlineAt }} onGiveUp={onGiveUp}>
      {participant && deadlineAt !== undefined && (
        <MoreTime {...{ ceremony, participant }} onGiven={setGiven} />
      )}
    </WorkingView>
  );
}
