/** What somebody coordinates: projects with their ceremonies, and the way to new ones. */
import type { CeremonySummary, ItemOf } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { read, rest } from '../../../server/rest.ts';
import type { Me } from '../../../session/use-me.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Page } from '../../../ui/page.tsx';
import { Coordinators } from './coordinators.tsx';
import { ForCoordinators } from './for-coordinators.tsx';
import { NewProject } from './new-project.tsx';
import { StatusBadge } from './status-badge.tsx';

export function CoordinateHomePage() {
  const { t } = useTexts();
  return (
    <Page title={t('setup.homeTitle')} wide>
      <ForCoordinators>{(me) => <Projects me={me} />}</ForCoordinators>
    </Page>
  );
}

function Projects({ me }: { me: Me }) {
  const { t } = useTexts();
  const [making, setMaking] = useState(false);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-soft">{t(me.projects.length === 0 ? 'setup.noProjects' : 'setup.homeLead')}</p>
        <div className="flex flex-wrap gap-3">
          {me.user.role !== undefined && (
            <Button look="quiet" onClick={() => setMaking(true)}>
              {t('setup.newProject')}
            </Button>
          )}
          <Link to="/app/coordinate/new" className={buttonClass()}>
            {t('setup.newCeremony')}
          </Link>
        </div>
      </div>
      {me.projects.map((project) => (
        <Project key={project.id} project={project} me={me} />
      ))}
      {me.user.role === 'operator' && <OtherProjects me={me} />}
      {making && <NewProject onClose={() => setMaking(false)} />}
    </>
  );
}

/** As many as one page shows. */
const MOST = 500;

/** An operator may act on whatever is there, the ceremony that the server began with first of all. */
function OtherProjects({ me }: { me: Me }) {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['projects', 'all'],
    async queryFn({ signal }) {
      const all: ItemOf<'listProjects'>[] = [];
      for await (const one of rest.all<ItemOf<'listProjects'>>('/projects', { most: MOST, signal }))
        all.push(one);
      return all;
    },
  });
  const others = data?.filter(({ id }) => me.projects.every((own) => own.id !== id)) ?? [];
  return (
    <>
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      {others.length > 0 && <h2 className="text-lg font-semibold">{t('setup.otherProjects')}</h2>}
      {others.map(({ id, slug, name }) => (
        <Project key={id} project={{ id, slug, name, owner: false }} me={me} level={3} />
      ))}
    </>
  );
}

function Project({ project, me, level = 2 }: { project: Me['projects'][number]; me: Me; level?: 2 | 3 }) {
  const { t } = useTexts();
  const [people, setPeople] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['ceremonies', 'of', project.id],
    queryFn: ({ signal }) =>
      read<{ items: CeremonySummary[] }>(`/ceremonies?limit=100&projectId=${project.id}`, signal),
  });
  return (
    <Card
      title={project.name}
      level={level}
      action={
        <Button look="quiet" onClick={() => setPeople(true)}>
          {t('setup.coordinators')}
        </Button>
      }
    >
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      {data?.items.length === 0 && <p className="text-soft">{t('setup.noCeremonies')}</p>}
      <ul className="divide-y divide-line">
        {data?.items.map((ceremony) => (
          <li key={ceremony.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
            <Link
              to={ceremony.status === 'SCHEDULED' ? '/c/$slug/coordinate/setup' : '/c/$slug/coordinate'}
              params={{ slug: ceremony.slug }}
              className="inline-flex min-h-11 min-w-0 items-center font-semibold"
            >
              {ceremony.title}
            </Link>
            <StatusBadge status={ceremony.status} />
            <span className="ms-auto text-sm text-soft tabular-nums">
              {t('home.contributions', { count: ceremony.contributions })}
            </span>
          </li>
        ))}
      </ul>
      {people && (
        <Coordinators
          project={project}
          mayChange={project.owner || me.user.role === 'operator'}
          onClose={() => setPeople(false)}
        />
      )}
    </Card>
  );
}
