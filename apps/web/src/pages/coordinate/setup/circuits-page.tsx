/** The circuits of a ceremony: those that are there, those that are being registered, and new ones. */
import type { AnswerBody, ItemOf } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Card } from '../../../ui/card.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { useCoordinated } from '../coordinated.ts';
import { CircuitList } from './circuits/circuit-list.tsx';
import { DraftCard } from './circuits/draft-card.tsx';
import { NewCircuits } from './circuits/new-circuits.tsx';
import { phasesOf } from './circuits/phase1.tsx';
import { useOnTheirWay } from './circuits/registering.ts';

/** Milliseconds between two looks at a genesis that is being made. */
const LOOK = 1_500;

export function CircuitsPage() {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const { id } = ceremony;
  const onTheirWay = useOnTheirWay().filter(({ ceremonyId }) => ceremonyId === id);
  const changeable = ceremony.status === 'SCHEDULED';
  const drafts = useQuery({
    queryKey: ['coordinate', id, 'drafts'],
    queryFn: ({ signal }) => read<AnswerBody<'listDrafts'>>(`/ceremonies/${id}/drafts`, signal),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === 'WORKING') ? LOOK : false),
  });
  const ready = drafts.data?.items.filter(({ state }) => state === 'READY').length ?? 0;
  const circuits = useQuery({
    // A genesis that got ready is a circuit.
    queryKey: ['coordinate', id, 'circuits', ready],
    queryFn: ({ signal }) =>
      read<{ items: ItemOf<'listCircuits'>[] }>(`/circuits?limit=100&ceremonyId=${id}`, signal),
    placeholderData: (before) => before,
  });
  const error = drafts.error ?? circuits.error;
  const unfinished = drafts.data?.items.filter(({ state }) => state !== 'READY') ?? [];
  // One whose draft could not even be begun has no other place.
  const lost = onTheirWay.filter(({ slug }) => !unfinished.some((draft) => draft.slug === slug));
  const registered = (circuits.data?.items ?? []).toSorted((one, other) => one.sequence - other.sequence);
  return (
    <>
      <p className="text-soft">{t(changeable ? 'setupCircuits.lead' : 'setupCircuits.fixed')}</p>
      {error && <ErrorNotice error={error} />}
      {circuits.data && (
        <Card title={t('setupCircuits.listTitle')}>
          {registered.length === 0 ? (
            <p className="text-soft">{t('setupCircuits.none')}</p>
          ) : (
            <CircuitList circuits={registered} changeable={changeable} />
          )}
        </Card>
      )}
      {unfinished.map((draft) => (
        <DraftCard
          key={draft.id}
          draft={draft}
          ceremony={ceremony}
          way={onTheirWay.find(({ slug }) => slug === draft.slug)}
        />
      ))}
      {lost.map((way) => (
        <DraftCard key={way.slug} draft={undefined} ceremony={ceremony} way={way} />
      ))}
      {changeable && drafts.data && circuits.data && (
        <NewCircuits
          ceremony={ceremony}
          taken={[...registered, ...unfinished, ...lost].map(({ slug }) => slug)}
          phases={phasesOf(registered)}
        />
      )}
    </>
  );
}
