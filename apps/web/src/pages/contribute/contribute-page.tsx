import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { BrandHeader } from '../../brand/brand-header.tsx';
import { ceremonyQuery, isMissing } from '../../server/ceremony.ts';
import { queries, read } from '../../server/rest.ts';
import { type Me, useMe } from '../../session/use-me.ts';
import { NoCeremony } from '../../shell/missing.tsx';
import { useTexts } from '../../texts/use-texts.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Page } from '../../ui/page.tsx';
import { useContribution } from '../../work/use-contribution.ts';
import type { Eligibility, Participant } from './journey.ts';
import { JourneyView } from './journey-view.tsx';

export function ContributePage() {
  const { slug } = useParams({ from: '/c/$slug/contribute' });
  const { t } = useTexts();
  const { data: ceremony, error, refetch } = useQuery(ceremonyQuery(slug));
  if (isMissing(error)) return <NoCeremony />;
  if (!ceremony)
    return (
      <Page title={t('contribute.stepWork')}>
        {error ? <ErrorNotice error={error} again={() => void refetch()} /> : <p>{t('shell.loading')}</p>}
      </Page>
    );
  return (
    <Page
      title={t('contribute.title', { title: ceremony.title })}
      before={
        <>
          <BrandHeader ceremony={ceremony} />
          <Link to="/c/$slug" params={{ slug: ceremony.slug }} className="inline-flex min-h-11 items-center">
            {t('contribute.toCeremony')}
          </Link>
        </>
      }
    >
      <Standing ceremony={ceremony} />
    </Page>
  );
}

/** What the server knows of the person, and what goes on in this browser. */
function Standing({ ceremony }: { ceremony: CeremonyBody }) {
  const { me, error, again } = useMe();
  const work = useContribution(ceremony);
  const journey = useJourneyOf(me);
  const {
    data: eligibility,
    error: unknown,
    refetch,
  } = useQuery({
    queryKey: ['eligibility', ceremony.id, me?.user.id],
    queryFn: ({ signal }) => read<Eligibility>(`/ceremonies/${ceremony.id}/eligibility`, signal),
    enabled: me !== undefined && me !== null,
  });
  const { phase } = work.state;
  // What the server knew before a turn began or ended is out of date.
  const before = useRef(phase);
  useEffect(() => {
    const began = before.current === 'looking' || before.current === 'idle';
    before.current = phase;
    if (began && (phase === 'looking' || phase === 'idle')) return;
    void queries.invalidateQueries({ queryKey: ['eligibility'] });
    void queries.invalidateQueries({ queryKey: ['participant'] });
  }, [phase]);
  const enrolled = eligibility?.enrolled;
  const { data: participant } = useQuery({
    queryKey: ['participant', enrolled],
    queryFn: ({ signal }) => read<Participant>(`/participants/${enrolled}`, signal),
    enabled: enrolled !== undefined,
  });
  const failed = error ?? (eligibility ? null : unknown);
  if (failed && work.state.phase === 'idle')
    return (
      <ErrorNotice
        error={failed}
        again={() => {
          again();
          void refetch();
        }}
      />
    );
  const refresh = () => void queries.invalidateQueries();
  return <JourneyView key={journey} {...{ ceremony, me, eligibility, participant, work, refresh }} />;
}

/** Another number for each person after the first: what somebody has typed or added is not the next one's. */
function useJourneyOf(me: Me | null | undefined): number {
  const [last, setLast] = useState({ id: me?.user.id, journey: 0 });
  const id = me?.user.id;
  if (id === undefined || id === last.id) return last.journey;
  const journey = last.id === undefined ? last.journey : last.journey + 1;
  setLast({ id, journey });
  return journey;
}
