/** Who waits for a circuit, put in another order: by buttons or by dragging, told to the server at the end. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { RestRefusal } from '@brebaje/client/rest/rest-client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read, rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { DialogButtons } from '../../../ui/dialog-buttons.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Notice } from '../../../ui/notice.tsx';
import type { Person } from '../acts/acts.ts';
import type { Told } from '../acts/acts-host.tsx';
import { useCoordinated } from '../coordinated.ts';
import { Presence } from '../presence.tsx';
import { ReasonInput } from '../setup/form/reason-input.tsx';
import { useAct } from '../setup/use-act.ts';
import { MoveButtons } from '../sorting/move-buttons.tsx';
import { moved, useSorting } from '../sorting/use-sorting.ts';
import { broughtUp, prioritiesFor, type Waits } from './priorities.ts';

export interface QueueTarget {
  queue: { id: number; slug: string };
  /** The order that is proposed, by participant. */
  wanted?: readonly number[];
}

/** How many from the front can be put in order: each of them may take a request. */
const SHOWN = 25;

interface Waiting extends Waits {
  name: string;
  present: boolean;
}

export function QueueDialog({
  target: { queue, wanted },
  onClose,
  onDone,
}: {
  target: QueueTarget;
  onClose(): void;
  onDone(told: Told): void;
}) {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const act = useAct();
  const [mine, setMine] = useState<readonly number[] | undefined>(wanted);
  const [reason, setReason] = useState('');
  const [said, setSaid] = useState('');
  const [faster, setFaster] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['coordinate', ceremony.id, 'waiting', queue.id],
    staleTime: 0,
    queryFn: ({ signal }) => waitingFor(ceremony.id, queue.id, signal),
  });
  const people = data?.people ?? [];
  const now = people.map(({ id }) => id);
  // Somebody's priority is another than when the order was begun with.
  const standing = JSON.stringify(people.map(({ id, priority }) => [id, priority]).sort());
  const [seen, setSeen] = useState<string>();
  const begun = mine !== undefined;
  const known = new Map<number, number>(seen === undefined ? [] : JSON.parse(seen));
  const changed =
    faster ||
    (begun && !act.busy && people.some(({ id, priority }) => (known.get(id) ?? priority) !== priority));
  const order = mine === undefined ? now : broughtUp(mine, now);
  const changes = prioritiesFor(people, order);
  const move = (id: number, to: number) => {
    if (seen === undefined) setSeen(standing);
    setMine(moved(order, id, to));
    const name = people.find((one) => one.id === id)?.name ?? '';
    setSaid(t('board.orderPlace', { name, place: to + 1 }));
  };
  const sorting = useSorting(order, move);
  const begin = () => {
    setFaster(false);
    setMine(undefined);
    setSeen(undefined);
    act.forget();
  };

  async function go(): Promise<void> {
    if (!changes || changes.length === 0) return;
    const before = now;
    const done = await act.run(async () => {
      try {
        for (const { id, priority } of changes) {
          const path = `/participants/${id}`;
          const { body, etag } = await rest.call<Person>({ method: 'GET', path });
          const standing = people.find((one) => one.id === id);
          if (body.status !== 'WAITING' || body.priority !== standing?.priority) {
            setFaster(true);
            return false;
          }
          await rest.call({
            method: 'PATCH',
            path,
            body: { priority, reason: reason.trim() },
            ...(etag === undefined ? {} : { ifMatch: etag }),
          });
        }
        return true;
      } catch (refusal) {
        const other = refusal instanceof RestRefusal && (refusal.status === 409 || refusal.status === 412);
        if (!other) throw refusal;
        setFaster(true);
        return false;
      }
    });
    if (done)
      onDone({
        words: t('board.orderDone', { circuit: queue.slug }),
        undo: { words: t('board.orderBack'), target: { queue, wanted: before } },
      });
  }

  const rows = sorting.order.flatMap((id) => people.find((one) => one.id === id) ?? []);
  return (
    <Dialog title={<bdi>{t('board.orderOf', { circuit: queue.slug })}</bdi>} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() !== '' && !changed) void go();
        }}
      >
        <p className="text-sm text-soft">{t('board.orderSays')}</p>
        {error && <ErrorNotice error={error} again={() => void refetch()} />}
        {data && people.length === 0 && <p>{t('board.nobodyWaits')}</p>}
        {changed && (
          <Notice tone="warn" live="assertive" title={t('board.changedTitle')}>
            <p>{t('board.orderChanged')}</p>
            <button
              type="button"
              className="mt-2 min-h-11 font-semibold text-accent underline"
              onClick={begin}
            >
              {t('board.orderBegin')}
            </button>
          </Notice>
        )}
        <ol ref={sorting.list} className="divide-y divide-line rounded-lg border border-line">
          {rows.map(({ id, name, present, queueClass }, index) => (
            <li
              key={id}
              data-sorted={id}
              className={`flex items-center gap-3 ps-3 pe-1 py-1 ${sorting.dragged === id ? 'bg-accent-soft' : ''}`}
            >
              <span className="w-6 shrink-0 text-end text-soft tabular-nums">{index + 1}</span>
              <span className="flex min-w-0 flex-1 items-center gap-2">
                <Presence present={present} />
                <span className="truncate" title={name}>
                  <bdi>{name}</bdi>
                </span>
                {queueClass !== 'PUBLIC' && (
                  <span className="shrink-0 text-sm text-soft">{t(`board.class${queueClass}`)}</span>
                )}
              </span>
              <MoveButtons
                labels={{ earlier: t('board.earlier', { name }), later: t('board.later', { name }) }}
                place={order.indexOf(id)}
                places={order.length}
                busy={act.busy}
                onMove={(to) => move(id, to)}
                onGrab={(event) => sorting.grab(id, event)}
              />
            </li>
          ))}
        </ol>
        {(data?.total ?? 0) > people.length && (
          <p className="text-sm text-soft">
            {t('board.orderRest', { count: (data?.total ?? 0) - people.length })}
          </p>
        )}
        <p role="status" className="sr-only">
          {said}
        </p>
        {changes === undefined && <Notice tone="warn">{t('board.orderNever')}</Notice>}
        {changes !== undefined && changes.length > 0 && (
          <>
            <p className="text-sm text-soft">{t('board.orderRaises', { count: changes.length })}</p>
            <ReasonInput value={reason} onChange={setReason} />
          </>
        )}
        {act.error !== undefined && <ErrorNotice error={act.error} />}
        <DialogButtons
          back={t('board.cancel')}
          onBack={onClose}
          busy={act.busy}
          disabled={changed || !changes || changes.length === 0 || reason.trim() === ''}
        >
          {t('board.orderDo')}
        </DialogButtons>
      </form>
    </Dialog>
  );
}

/** The first of those who wait for a circuit, with what their place is judged by. */
async function waitingFor(
  ceremonyId: number,
  circuitId: number,
  signal: AbortSignal,
): Promise<{ people: Waiting[]; total: number }> {
  const { items, total } = await read<AnswerBody<'readCircuitQueue'>>(
    `/circuits/${circuitId}/queue?limit=${SHOWN}`,
    signal,
  );
  const some = await read<AnswerBody<'listCeremonyParticipants'>>(
    `/ceremonies/${ceremonyId}/participants?circuitId=${circuitId}&status=WAITING&limit=100`,
    signal,
  );
  const people = await Promise.all(
    items.map(async ({ participantId: id, name, present }) => {
      const listed = some.items.find((one) => one.id === id);
      const person = listed ?? (await read<Person>(`/participants/${id}`, signal));
      const { priority, queueClass, waitingSince = 0 } = person;
      return { id, name, present, priority, queueClass, since: waitingSince };
    }),
  );
  return { people, total };
}
