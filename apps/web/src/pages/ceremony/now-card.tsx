/** Who contributes at this moment and how far they are, and who waits. */

import type { Snapshot } from '../../live/live-feed.ts';
import { useNow } from '../../live/use-now.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Card } from '../../ui/card.tsx';
import { Concept } from '../../ui/concept.tsx';
import { useWatched } from './ceremony-context.ts';
import { stagesOf } from './stages.ts';
import { Waiting } from './waiting.tsx';

export function NowCard() {
  const { t, rich } = useTexts();
  const { ceremony, live, phase, waiting } = useWatched();
  const turns = live.snapshot?.turns ?? [];
  const lobby = ceremony.policy.discipline === 'LOBBY';
  const several = ceremony.circuits.length > 1;
  return (
    <Card title={t('ceremony.now')}>
      <div aria-live="polite" className="flex flex-col gap-5">
        {turns.length === 0 && (
          <p className="text-soft">
            {t(
              phase === 'scheduled'
                ? 'ceremony.nowScheduled'
                : phase === 'paused'
                  ? 'ceremony.nowPaused'
                  : waiting > 0
                    ? 'ceremony.nowBetween'
                    : 'ceremony.nowNobody',
            )}
          </p>
        )}
        {turns.map((turn) => (
          <Turn key={`${turn.circuitId} ${turn.participantId}`} turn={turn} showCircuit={several} />
        ))}
      </div>
      <div className="mt-5 border-t border-line pt-4">
        <h3 className="font-semibold">
          {waiting === 0 ? t('ceremony.waitingNobody') : t('ceremony.waiting', { count: waiting })}{' '}
          <span className="font-normal text-soft">
            {rich(lobby ? 'ceremony.waitingLobby' : 'ceremony.waitingQueue', {
              c: (text) => <Concept of={lobby ? 'lobby' : 'queue'}>{text}</Concept>,
            })}
          </span>
        </h3>
        {!lobby && waiting > 0 && <Waiting />}
      </div>
    </Card>
  );
}

function Turn({ turn, showCircuit }: { turn: Snapshot['turns'][number]; showCircuit: boolean }) {
  const { t, formats } = useTexts();
  const { ceremony, live } = useWatched();
  const now = useNow(live.serverNow);
  const stages = stagesOf(turn, ceremony.scheme);
  const under = stages.find(({ share }) => share < 1) ?? stages.at(-1)!;
  const left = turn.deadlineAt === undefined ? undefined : turn.deadlineAt - now;
  const circuit = ceremony.circuits.find(({ id }) => id === turn.circuitId);
  return (
    <div className="flex flex-col gap-2">
      <p className="text-lg font-semibold">
        <bdi>{turn.publicName}</bdi>
        {showCircuit && circuit && <span className="ms-2 text-sm font-normal text-soft">{circuit.slug}</span>}
      </p>
      <div aria-hidden="true" className="flex gap-1">
        {stages.map(({ name, share }) => (
          <span key={name} className="h-2 flex-1 overflow-hidden rounded-full bg-sunken">
            <span
              className="block h-full rounded-full bg-accent transition-[width] duration-700"
              style={{ width: `${share * 100}%` }}
            />
          </span>
        ))}
      </div>
      <p className="flex flex-wrap justify-between gap-x-4 text-sm text-soft">
        <span>
          {turn.phase === 'OFFERED'
            ? t('ceremony.step_OFFERED')
            : t(`ceremony.step_${under.name}`, { percent: formats.percent(under.share) })}
        </span>
        {/* A clock that is read out every second would be noise. */}
        <span aria-live="off" className="tabular-nums">
          {left === undefined
            ? t('ceremony.since', { span: formats.span(Math.max(0, now - turn.since), 'narrow') })
            : left > 0
              ? t('ceremony.left', { span: formats.span(left, 'narrow') })
              : t('ceremony.leftNone')}
        </span>
      </p>
    </div>
  );
}
