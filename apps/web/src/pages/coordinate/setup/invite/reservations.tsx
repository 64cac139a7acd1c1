/** Turns that are kept for one person at a time that everybody is told. */
import type { AnswerBody, ItemOf } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read, rest } from '../../../../server/rest.ts';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import { Card } from '../../../../ui/card.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { ErrorNotice } from '../../../../ui/error-notice.tsx';
import { useCoordinated } from '../../coordinated.ts';
import { span } from '../form/codecs.ts';
import { INPUT, InputFrame } from '../form/input-frame.tsx';
import { SpanPair } from '../form/inputs.tsx';
import { ReasonInput } from '../form/reason-input.tsx';
import { HERE, momentOf } from '../form/zoned-time.ts';
import { useAct } from '../use-act.ts';

type Reservation = ItemOf<'listReservations'>;

export function Reservations() {
  const { t, formats } = useTexts();
  const { ceremony } = useCoordinated();
  const [making, setMaking] = useState(false);
  const [leaving, setLeaving] = useState<Reservation>();
  const path = `/ceremonies/${ceremony.id}/reservations`;
  const { data, error, refetch } = useQuery({
    queryKey: ['coordinate', ceremony.id, 'reservations'],
    queryFn: ({ signal }) => read<AnswerBody<'listReservations'>>(`${path}?limit=100`, signal),
  });
  const slugOf = (id: number) => ceremony.circuits.find((one) => one.id === id)?.slug ?? '';
  return (
    <Card
      title={t('setupInvite.reservationsTitle')}
      action={
        <Button look="quiet" onClick={() => setMaking(true)}>
          {t('setupInvite.reserve')}
        </Button>
      }
    >
      <p className="text-sm text-soft">{t('setupInvite.reservationsHint')}</p>
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      <ul className="divide-y divide-line">
        {data?.items.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
            <div className="min-w-0 flex-1 basis-60">
              <p>
                <span className="font-semibold">{one.name}</span>{' '}
                <span className="text-sm text-soft">{t(`setupInvite.reservation_${one.state}`)}</span>
              </p>
              <p className="text-sm text-soft">
                {t('setupInvite.reservedFrom', {
                  circuit: slugOf(one.circuitId),
                  from: formats.moment(one.from),
                  until: formats.moment(one.until),
                })}
              </p>
              {one.note !== undefined && <p className="text-sm">{one.note}</p>}
            </div>
            {one.state === 'PLANNED' && (
              <Button look="quiet" onClick={() => setLeaving(one)}>
                {t('setupInvite.giveUp')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {making && <Reserve onClose={() => setMaking(false)} />}
      {leaving && <GiveUp reservation={leaving} onClose={() => setLeaving(undefined)} />}
    </Card>
  );
}

function Reserve({ onClose }: { onClose(): void }) {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const act = useAct();
  const people = useQuery({
    queryKey: ['coordinate', ceremony.id, 'who-can-be-reserved'],
    queryFn: ({ signal }) =>
      read<AnswerBody<'listCeremonyParticipants'>>(
        `/ceremonies/${ceremony.id}/participants?limit=100`,
        signal,
      ),
  });
  const [said, setSaid] = useState({
    who: '',
    circuit: `${ceremony.circuits[0]?.id ?? ''}`,
    from: '',
    until: '',
    note: '',
  });
  const [limit, setLimit] = useState(span.empty);
  const change = (more: Partial<typeof said>) => setSaid((before) => ({ ...before, ...more }));
  const [from, until] = [momentOf(said.from, HERE), momentOf(said.until, HERE)];
  const ready = said.who !== '' && said.note.trim() !== '' && from !== null && until !== null;
  const make = async () => {
    const body = {
      participantId: Number(said.who),
      circuitId: Number(said.circuit),
      from,
      until,
      limit: span.write(limit),
      note: said.note.trim(),
    };
    const path = `/ceremonies/${ceremony.id}/reservations`;
    if (await act.run(() => rest.call({ method: 'POST', path, body }))) onClose();
  };
  return (
    <Dialog title={t('setupInvite.reserve')} onClose={onClose}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void make();
        }}
      >
        {people.data?.items.length === 0 && <p className="text-soft">{t('setupInvite.nobodyYet')}</p>}
        <InputFrame label={t('setupInvite.participant')}>
          {(described) => (
            <select
              {...described}
              className={INPUT}
              value={said.who}
              onChange={({ target }) => change({ who: target.value })}
            >
              <option value="" />
              {people.data?.items.map(({ id, publicName }) => (
                <option key={id} value={id}>
                  {publicName}
                </option>
              ))}
            </select>
          )}
        </InputFrame>
        <InputFrame label={t('setupInvite.circuit')}>
          {(described) => (
            <select
              {...described}
              className={INPUT}
              value={said.circuit}
              onChange={({ target }) => change({ circuit: target.value })}
            >
              {ceremony.circuits.map(({ id, slug }) => (
                <option key={id} value={id}>
                  {slug}
                </option>
              ))}
            </select>
          )}
        </InputFrame>
        <div className="grid gap-4 sm:grid-cols-2">
          {(['from', 'until'] as const).map((name) => (
            <InputFrame key={name} label={t(`setupInvite.${name}`)}>
              {(described) => (
                <input
                  {...described}
                  type="datetime-local"
                  className={INPUT}
                  value={said[name]}
                  onChange={({ target }) => change({ [name]: target.value })}
                />
              )}
            </InputFrame>
          ))}
        </div>
        <InputFrame label={t('setupInvite.limit')} optional>
          {(described) => (
            <SpanPair
              described={described}
              label={t('setupInvite.limit')}
              value={limit}
              onChange={setLimit}
            />
          )}
        </InputFrame>
        <InputFrame label={t('setupInvite.note')} hint={t('setup.reasonHint')}>
          {(described) => (
            <input
              {...described}
              maxLength={500}
              className={INPUT}
              value={said.note}
              onChange={({ target }) => change({ note: target.value })}
            />
          )}
        </InputFrame>
        {act.error !== undefined && <ErrorNotice error={act.error} />}
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            {t('setup.back')}
          </Button>
          <Button type="submit" busy={act.busy} disabled={!ready}>
            {t('setupInvite.reserve')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function GiveUp({ reservation, onClose }: { reservation: Reservation; onClose(): void }) {
  const { t } = useTexts();
  const act = useAct();
  const [reason, setReason] = useState('');
  const go = async () => {
    const path = `/reservations/${reservation.id}?reason=${encodeURIComponent(reason.trim())}`;
    if (await act.run(() => rest.call({ method: 'DELETE', path }))) onClose();
  };
  return (
    <Dialog title={t('setupInvite.giveUpTitle', { name: reservation.name })} onClose={onClose}>
      <ReasonInput value={reason} onChange={setReason} />
      {act.error !== undefined && <ErrorNotice error={act.error} />}
      <div className="flex flex-wrap justify-end gap-3">
        <Button look="quiet" onClick={onClose}>
          {t('setup.back')}
        </Button>
        <Button look="danger" busy={act.busy} disabled={reason.trim() === ''} onClick={() => void go()}>
          {t('setupInvite.giveUp')}
        </Button>
      </div>
    </Dialog>
  );
}
