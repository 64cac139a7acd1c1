import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read, rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { DialogButtons } from '../../../ui/dialog-buttons.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import type { Told } from '../acts/acts-host.tsx';
import { useCoordinated } from '../coordinated.ts';
import { span } from '../setup/form/codecs.ts';
import { INPUT, InputFrame } from '../setup/form/input-frame.tsx';
import { SpanPair } from '../setup/form/inputs.tsx';
import { useAct } from '../setup/use-act.ts';
import type { Reservation, Wanted } from './reservation-target.ts';
import { spanOf, TimeInputs, timesOf } from './time-inputs.tsx';

/** People that are offered at once; a name finds the others. */
const OFFERED = 20;

export function AddReservation({
  wanted,
  onClose,
  onDone,
}: {
  wanted: Wanted;
  onClose(): void;
  onDone(told: Told): void;
}) {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const act = useAct();
  const [who, setWho] = useState(wanted.participantId);
  const [circuit, setCircuit] = useState(wanted.circuitId ?? ceremony.circuits[0]?.id);
  const [times, setTimes] = useState(timesOf(wanted));
  const [limit, setLimit] = useState(span.read(wanted.limit));
  const [note, setNote] = useState(wanted.note ?? '');
  const kept = spanOf(times);
  const ready = who !== undefined && circuit !== undefined && kept !== undefined && note.trim() !== '';

  async function reserve(): Promise<void> {
    let made: Reservation | undefined;
    const done = await act.run(async () => {
      const body = {
        participantId: who,
        circuitId: circuit,
        ...kept,
        limit: span.write(limit),
        note: note.trim(),
      };
      const path = `/ceremonies/${ceremony.id}/reservations`;
      made = (await rest.call<Reservation>({ method: 'POST', path, body })).body;
    });
    if (done && made)
      onDone({
        words: t('reserve.added', { name: made.name }),
        undo: { words: t('reserve.giveUp'), target: { reservation: 'giveUp', id: made.id } },
      });
  }

  return (
    <Dialog title={t('reserve.add')} onClose={onClose}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void reserve();
        }}
      >
        <WhoInput wanted={wanted} who={who} onChange={setWho} />
        <InputFrame label={t('board.circuit')}>
          {(described) => (
            <select
              {...described}
              className={INPUT}
              value={circuit}
              onChange={({ target }) => setCircuit(Number(target.value))}
            >
              {ceremony.circuits.map(({ id, slug }) => (
                <option key={id} value={id}>
                  {slug}
                </option>
              ))}
            </select>
          )}
        </InputFrame>
        <TimeInputs times={times} onChange={setTimes} />
        <InputFrame label={t('reserve.limit')} optional>
          {(described) => (
            <SpanPair described={described} label={t('reserve.limit')} value={limit} onChange={setLimit} />
          )}
        </InputFrame>
        <InputFrame label={t('reserve.note')} hint={t('setup.reasonHint')}>
          {(described) => (
            <input
              {...described}
              maxLength={500}
              className={INPUT}
              value={note}
              onChange={({ target }) => setNote(target.value)}
            />
          )}
        </InputFrame>
        {act.error !== undefined && <ErrorNotice error={act.error} />}
        <DialogButtons back={t('board.cancel')} onBack={onClose} busy={act.busy} disabled={!ready}>
          {t('reserve.add')}
        </DialogButtons>
      </form>
    </Dialog>
  );
}

/** Somebody of the ceremony; where there are many, found by name. */
function WhoInput({
  wanted,
  who,
  onChange,
}: {
  wanted: Wanted;
  who: number | undefined;
  onChange(who: number | undefined): void;
}) {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const [name, setName] = useState('');
  const path = `/ceremonies/${ceremony.id}/participants?limit=${OFFERED}&name=${encodeURIComponent(name.trim())}`;
  const { data, error, refetch } = useQuery({
    queryKey: ['coordinate', ceremony.id, 'who-can-be-reserved', name.trim()],
    queryFn: ({ signal }) =>
      read<AnswerBody<'listCeremonyParticipants'>>(
        name.trim() === '' ? path.replace('&name=', '') : path,
        signal,
      ),
    placeholderData: keepPreviousData,
  });
  const found = data?.items.map(({ id, publicName }) => ({ id, name: publicName })) ?? [];
  const given = wanted.participantId;
  const offered =
    given === undefined || found.some(({ id }) => id === given)
      ? found
      : [{ id: given, name: wanted.name ?? '' }, ...found];
  const many = name !== '' || (data?.total ?? 0) > OFFERED;
  return (
    <>
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      {data?.items.length === 0 && name === '' && <p className="text-soft">{t('reserve.nobodyYet')}</p>}
      {many && (
        <InputFrame label={t('board.searchName')}>
          {(described) => (
            <input
              {...described}
              type="search"
              maxLength={64}
              className={INPUT}
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </InputFrame>
      )}
      <InputFrame label={t('reserve.who')}>
        {(described) => (
          <select
            {...described}
            className={INPUT}
            value={who ?? ''}
            onChange={({ target }) => onChange(target.value === '' ? undefined : Number(target.value))}
          >
            <option value="" />
            {offered.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        )}
      </InputFrame>
    </>
  );
}
