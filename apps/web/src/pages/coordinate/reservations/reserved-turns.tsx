/** Turns that are kept for one person at a time that everybody is told. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { useActs } from '../acts/use-acts.tsx';
import { useCoordinated } from '../coordinated.ts';
import { useCoordinatorQuery } from '../refresh.ts';
import type { Reservation } from './reservation-target.ts';

export function ReservedTurns() {
  const { t } = useTexts();
  const { open } = useActs();
  const { ceremony } = useCoordinated();
  const path = `/ceremonies/${ceremony.id}/reservations?limit=100`;
  const planned = useCoordinatorQuery<AnswerBody<'listReservations'>>(
    ceremony.id,
    'reservations',
    `${path}&state=PLANNED&sort=from`,
  );
  const latest = useCoordinatorQuery<AnswerBody<'listReservations'>>(
    ceremony.id,
    'latest-reservations',
    `${path}&sort=-id`,
  );
  const over = latest.data?.items.filter(({ state }) => state !== 'PLANNED') ?? [];
  const error = planned.error ?? latest.error;
  const running = ['SCHEDULED', 'OPENED', 'PAUSED'].includes(ceremony.status);
  return (
    <Card
      title={t('reserve.title')}
      action={
        running && (
          <Button look="quiet" onClick={() => open({ reservation: 'add' })}>
            {t('reserve.add')}
          </Button>
        )
      }
    >
      <p className="max-w-3xl text-sm text-pretty text-soft">{t('reserve.hint')}</p>
      {error && <ErrorNotice error={error} again={() => void planned.refetch()} />}
      {planned.data?.items.length === 0 && <p className="mt-2">{t('reserve.none')}</p>}
      <ul className="divide-y divide-line" aria-label={t('reserve.title')}>
        {planned.data?.items.map((one) => (
          <Row key={one.id} one={one} changeable />
        ))}
      </ul>
      {over.length > 0 && (
        <details>
          <summary className="min-h-11 cursor-pointer content-center font-semibold text-accent">
            {t('reserve.over', { count: over.length })}
          </summary>
          <ul className="divide-y divide-line">
            {over.map((one) => (
              <Row key={one.id} one={one} />
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

function Row({ one, changeable = false }: { one: Reservation; changeable?: boolean }) {
  const { t, formats } = useTexts();
  const { open } = useActs();
  const { ceremony } = useCoordinated();
  const { id, name, circuitId, from, until, limit, note, state } = one;
  const circuit = ceremony.circuits.find((each) => each.id === circuitId)?.slug ?? '';
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap gap-x-2">
          <bdi className="font-semibold">{name}</bdi>
          <bdi className="text-soft">{circuit}</bdi>
          {!changeable && <span className="text-soft">{t(`reserve.${state}`)}</span>}
        </p>
        <p className="text-sm text-soft tabular-nums">
          {t('reserve.times', { from: formats.moment(from), until: formats.moment(until) })}
          {limit !== undefined && ` · ${t('reserve.limited', { span: formats.span(limit) })}`}
        </p>
        {note !== undefined && (
          <p className="text-sm">
            <bdi>{note}</bdi>
          </p>
        )}
      </div>
      {changeable && (
        <div className="flex flex-wrap gap-2">
          <Button
            look="quiet"
            aria-label={t('reserve.moveOf', { name })}
            onClick={() => open({ reservation: 'move', id })}
          >
            {t('reserve.move')}
          </Button>
          <Button
            look="danger"
            aria-label={t('reserve.giveUpOf', { name })}
            onClick={() => open({ reservation: 'giveUp', id })}
          >
            {t('reserve.giveUp')}
          </Button>
        </div>
      )}
    </li>
  );
}
