/** The ceremony in five figures that can be read from two metres. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useTexts } from '../../../texts/use-texts.tsx';
import { useCoordinated } from '../coordinated.ts';
import { useCoordinatorQuery } from '../refresh.ts';
import { useTicking } from '../ticking.ts';
import { dayBegins, secondsToEnd } from './outlook.ts';
import type { QueueHead } from './turn-view.ts';

export function Summary({ circuits, serverNow }: { circuits: readonly QueueHead[]; serverNow(): number }) {
  const { t, formats } = useTexts();
  const { ceremony } = useCoordinated();
  useTicking();
  const now = serverNow();
  const today = dayBegins(now);
  const atWork = circuits.filter((head) => head.now).length;
  const waiting =
    ceremony.policy.discipline === 'LOBBY'
      ? (circuits[0]?.waiting ?? 0)
      : circuits.reduce((sum, head) => sum + head.waiting, 0);
  const end = secondsToEnd(circuits);
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line sm:grid-cols-4 lg:grid-cols-5">
      <Tile name={t('board.atWork')} value={t('board.atWorkOf', { count: atWork, all: circuits.length })} />
      <Tile name={t('board.waitingTile')} value={formats.number(waiting)} />
      <Tile name={t('board.acceptedToday')} value={useCount('contribution.accepted', today)} />
      <Tile name={t('board.lostToday')} value={useCount('participant.timedout', today)} />
      <div className="col-span-2 bg-card px-4 py-3 sm:col-span-4 lg:col-span-1">
        <dt className="text-sm text-soft">{t('board.endTile')}</dt>
        <dd className="text-lg font-semibold text-balance">
          {end === undefined
            ? t('board.endUnknown')
            : end === 0
              ? t('board.endNow')
              : formats.relative(now + end, now)}
          {ceremony.closesAt !== undefined && ceremony.status === 'OPENED' && (
            <span className="block text-sm font-normal text-soft">
              {t('board.closes', { when: formats.relative(ceremony.closesAt, now) })}
            </span>
          )}
        </dd>
      </div>
    </dl>
  );
}

function Tile({ name, value }: { name: string; value: string }) {
  return (
    <div className="bg-card px-4 py-3">
      <dt className="text-sm text-soft">{name}</dt>
      <dd className="text-2xl font-semibold tabular-nums sm:text-3xl">{value}</dd>
    </div>
  );
}

/** How many events of a kind there were since a moment. */
function useCount(type: string, from: number): string {
  const { formats } = useTexts();
  const { id } = useCoordinated().ceremony;
  const path = `/ceremonies/${id}/events?type=${type}&from=${from}&limit=1`;
  const { data } = useCoordinatorQuery<AnswerBody<'listEvents'>>(id, 'count', path, { every: 60_000 });
  return data === undefined ? '–' : formats.number(data.total);
}
