/** A kept turn moved to another time, or given up: on what it is now, not on what it was when the dialog opened. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { DialogButtons } from '../../../ui/dialog-buttons.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Notice } from '../../../ui/notice.tsx';
import type { Told } from '../acts/acts-host.tsx';
import { useCoordinated } from '../coordinated.ts';
import { ReasonInput } from '../setup/form/reason-input.tsx';
import { useAct } from '../setup/use-act.ts';
import { promised, type Reservation, type ReservationTarget } from './reservation-target.ts';
import { spanOf, TimeInputs, timesOf } from './time-inputs.tsx';

export function ChangeReservation({
  target,
  onClose,
  onDone,
}: {
  target: Exclude<ReservationTarget, { reservation: 'add' }>;
  onClose(): void;
  onDone(told: Told): void;
}) {
  const { t, formats } = useTexts();
  const { ceremony } = useCoordinated();
  const act = useAct();
  const { id, reservation: kind } = target;
  const path = `/reservations/${id}`;
  const { data, error, refetch } = useQuery({
    queryKey: ['coordinate', ceremony.id, 'reservation', id],
    staleTime: 0,
    async queryFn({ signal }) {
      const { body, etag } = await rest.call<Reservation>({ method: 'GET', path, signal });
      return { now: body, etag };
    },
  });
  // What the person in front of the screen has seen; another state is shown before anything is sent.
  const [seen, setSeen] = useState<string>();
  const [typed, setTyped] = useState<ReturnType<typeof timesOf>>();
  const [reason, setReason] = useState('');
  const now = data?.now;
  if (seen === undefined && now) setSeen(promised(now));
  const changed = !act.busy && now !== undefined && seen !== undefined && promised(now) !== seen;
  const over = now !== undefined && now.state !== 'PLANNED';
  const times = typed ?? timesOf((kind === 'move' ? target.wanted : undefined) ?? now ?? {});
  const kept = spanOf(times);
  const ready = now && !changed && !over && reason.trim() !== '' && (kind === 'giveUp' || kept);

  async function go(): Promise<void> {
    if (!now || !ready) return;
    const why = reason.trim();
    const { name, from, until } = now;
    if (kind === 'giveUp') {
      const query = `?reason=${encodeURIComponent(why)}`;
      if (await act.run(() => rest.call({ method: 'DELETE', path: path + query })))
        onDone({
          words: t('reserve.givenUp', { name }),
          undo: { words: t('reserve.addAgain'), target: { reservation: 'add', wanted: now } },
        });
      return;
    }
    const version = data?.etag === undefined ? {} : { ifMatch: data.etag };
    const body = { ...kept, reason: why };
    if (await act.run(() => rest.call({ method: 'PATCH', path, body, ...version })))
      onDone({
        words: t('reserve.moved', { name }),
        undo: { words: t('reserve.moveBack'), target: { reservation: 'move', id, wanted: { from, until } } },
      });
  }

  const circuit = ceremony.circuits.find((one) => one.id === now?.circuitId)?.slug ?? '';
  const title = t(kind === 'move' ? 'reserve.moveTitle' : 'reserve.giveUpTitle', { name: now?.name ?? '…' });
  return (
    <Dialog title={<bdi>{title}</bdi>} onClose={onClose}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        {error && <ErrorNotice error={error} again={() => void refetch()} />}
        {now && (
          <p className="text-soft">
            <bdi>{circuit}</bdi>,{' '}
            {t('reserve.times', { from: formats.moment(now.from), until: formats.moment(now.until) })}
          </p>
        )}
        {over && (
          <Notice tone="warn" live="assertive">
            {t('reserve.isOver', { state: t(`reserve.${now.state}`) })}
          </Notice>
        )}
        {changed && !over && (
          <Notice tone="warn" live="assertive" title={t('board.changedTitle')}>
            <p>{t('reserve.changed')}</p>
            <button
              type="button"
              className="mt-2 min-h-11 font-semibold text-accent underline"
              onClick={() => {
                setSeen(promised(now));
                setTyped(undefined);
                act.forget();
              }}
            >
              {t('board.changedSeen')}
            </button>
          </Notice>
        )}
        {kind === 'giveUp' && <p>{t('reserve.giveUpSays')}</p>}
        {kind === 'move' && <TimeInputs times={times} onChange={setTyped} />}
        <ReasonInput value={reason} onChange={setReason} />
        {act.error !== undefined && !changed && <ErrorNotice error={act.error} />}
        <DialogButtons
          back={t('board.cancel')}
          onBack={onClose}
          danger={kind === 'giveUp'}
          busy={act.busy}
          disabled={!ready}
        >
          {t(kind === 'move' ? 'reserve.move' : 'reserve.giveUp')}
        </DialogButtons>
      </form>
    </Dialog>
  );
}
