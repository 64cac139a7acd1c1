/** What shall happen, what it means, and why: one act of a coordinator, from the choice to the server's answer. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { useCoordinated } from '../coordinated.ts';
import { ActForm } from './act-form.tsx';
import { type Act, decidedOn, GRAVE, isPossible, mayReserve, PERSON_ACTS, type Person } from './acts.ts';
import type { Told } from './acts-host.tsx';
import { standingWords } from './standing-words.ts';
import { type ActTarget, useActs } from './use-acts.tsx';

/** Somebody as the server has them now, and the version to act on. */
export interface Sight {
  person: Person;
  etag: string | undefined;
}

export function ActsDialog({
  target,
  onClose,
  onDone,
}: {
  target: ActTarget;
  onClose(): void;
  onDone(told: Told): void;
}) {
  const texts = useTexts();
  const { t } = texts;
  const { ceremony } = useCoordinated();
  const { circuit, participantId } = target;
  const [act, setAct] = useState<Act | undefined>(target.act);
  const { data, error, refetch } = useQuery({
    queryKey: ['coordinate', ceremony.id, 'sight', participantId],
    enabled: participantId !== undefined,
    staleTime: 0,
    async queryFn({ signal }): Promise<Sight> {
      const path = `/participants/${participantId}`;
      const { body, etag } = await rest.call<Person>({ method: 'GET', path, signal });
      return { person: body, etag };
    },
  });
  // What the person in front of the screen has seen; another state is shown before anything is sent.
  const [seen, setSeen] = useState<string>();
  const state = data && decidedOn(data.person);
  if (seen === undefined && state !== undefined) setSeen(state);
  const changed = seen !== undefined && state !== seen;
  const title =
    circuit === undefined
      ? t('board.actsOnPerson', { name: data?.person.publicName ?? '…' })
      : t('board.actsOn', { circuit: circuit.slug });
  const name = data?.person.publicName ?? '';
  return (
    <Dialog title={<bdi>{title}</bdi>} onClose={onClose} wide={act === undefined}>
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      {data && (
        <p>
          <bdi className="font-semibold">{name}</bdi>
          <span className="block text-soft">{standingWords(texts, data.person)}</span>
        </p>
      )}
      {circuit && participantId === undefined && <p className="text-soft">{t('board.nobodyAtTurn')}</p>}
      {changed && data && (
        <Notice tone="warn" live="assertive" title={t('board.changedTitle')}>
          <p>{t('board.changed', { name, words: standingWords(texts, data.person) })}</p>
          <button
            type="button"
            className="mt-2 min-h-11 font-semibold text-accent underline"
            onClick={() => {
              setSeen(state);
              setAct(undefined);
            }}
          >
            {t('board.changedSeen')}
          </button>
        </Notice>
      )}
      {act === undefined ? (
        <Choice circuit={circuit} person={data?.person} onChoose={setAct} onClose={onClose} />
      ) : (
        <ActForm
          act={act}
          circuit={circuit}
          sight={data}
          blocked={changed}
          seen={seen}
          look={async () => (await refetch()).data}
          onBack={target.act === undefined ? () => setAct(undefined) : onClose}
          onDone={(told) => {
            onDone(told);
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

function Choice({
  circuit,
  person,
  onChoose,
  onClose,
}: {
  circuit: ActTarget['circuit'];
  person: Person | undefined;
  onChoose(act: Act): void;
  onClose(): void;
}) {
  const { t } = useTexts();
  const { open } = useActs();
  const { ceremony } = useCoordinated();
  const { discipline } = ceremony.policy;
  const acts: { act: Act; possible: boolean }[] = [
    ...(person
      ? PERSON_ACTS.map((act) => ({ act, possible: isPossible(act, person, discipline) }))
      : []
    ).filter(({ possible }) => possible),
    ...(circuit ? [{ act: circuit.halted ? ('resume' as const) : ('halt' as const), possible: true }] : []),
  ];
  const checking = person?.contributionStep === 'VERIFYING';
  return (
    <>
      <ul className="grid gap-2 sm:grid-cols-2" aria-label={t('board.whatToDo')}>
        {acts.map(({ act }) => (
          <OneAct
            key={act}
            name={t(`board.${act}`)}
            means={act === 'timeout' && checking ? t('board.timeoutMeansChecking') : t(`board.${act}Means`)}
            grave={GRAVE.has(act)}
            onChoose={() => onChoose(act)}
          />
        ))}
        {person && mayReserve(person, discipline) && (
          <OneAct
            name={t('reserve.add')}
            means={t('reserve.addMeans')}
            onChoose={() =>
              open({
                reservation: 'add',
                wanted: {
                  participantId: person.id,
                  name: person.publicName,
                  ...(circuit && { circuitId: circuit.id }),
                },
              })
            }
          />
        )}
        {circuit && discipline === 'QUEUE' && (
          <OneAct
            name={t('board.order')}
            means={t('board.orderMeans')}
            onChoose={() => open({ queue: { id: circuit.id, slug: circuit.slug } })}
          />
        )}
      </ul>
      <div className="flex flex-wrap items-center justify-between gap-2">
        {person ? (
          <Link
            to="/c/$slug/coordinate/people"
            params={{ slug: ceremony.slug }}
            search={{ person: person.id }}
            className="inline-flex min-h-11 items-center"
            onClick={onClose}
          >
            {t('board.history')}
          </Link>
        ) : (
          <span />
        )}
        <button type="button" className="min-h-11 px-3 font-semibold text-accent" onClick={onClose}>
          {t('board.cancel')}
        </button>
      </div>
    </>
  );
}

function OneAct({
  name,
  means,
  grave = false,
  onChoose,
}: {
  name: string;
  means: string;
  grave?: boolean;
  onChoose(): void;
}) {
  return (
    <li>
      <button
        type="button"
        className="flex size-full flex-col rounded-lg border border-line p-3 text-start hover:border-accent hover:bg-accent-soft"
        onClick={onChoose}
      >
        <span className={`block font-semibold ${grave ? 'text-bad' : 'text-accent'}`}>{name}</span>
        <span className="block text-sm text-soft">{means}</span>
      </button>
    </li>
  );
}
