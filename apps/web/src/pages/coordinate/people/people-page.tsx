/** Everybody in the ceremony, found by name, status, circuit or group; one of them at length beside. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTexts } from '../../../texts/use-texts.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { CoordinatePage } from '../coordinate-page.tsx';
import { useCoordinated } from '../coordinated.ts';
import { type Changes, said } from '../filters/in-address.ts';
import { ExportPeople } from './export-people-buttons.tsx';
import type { PeopleSearch } from './filters.ts';
import { PeopleFilters } from './people-filters.tsx';
import { PeopleTable } from './people-table.tsx';
import { PersonDialog } from './person-dialog.tsx';
import { usePeople } from './use-people.ts';

export function PeoplePage() {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const search = useSearch({ from: '/c/$slug/coordinate/people' });
  const navigate = useNavigate({ from: '/c/$slug/coordinate/people' });
  const change = (changes: Changes<PeopleSearch>) =>
    void navigate({ search: (before) => said<PeopleSearch>({ ...before, ...changes }), replace: true });
  const { people, total, more, busy, error, again } = usePeople(ceremony.id, search);
  return (
    <CoordinatePage title={t('board.tabPeople')}>
      <PeopleFilters search={search} onChange={change} />
      {error !== null && <ErrorNotice error={error} again={again} />}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status" className="text-sm text-soft">
          {total === undefined ? t('shell.loading') : t('board.peopleFound', { count: total })}
        </p>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Link
            to="/c/$slug/coordinate/setup/invitations"
            params={{ slug: ceremony.slug }}
            className="inline-flex min-h-11 items-center"
          >
            {t('board.roster')}
          </Link>
          <ExportPeople search={search} />
        </div>
      </div>
      <PeopleTable people={people} busy={busy} more={more} onOpen={(person) => change({ person })} />
      {search.person !== undefined && (
        <PersonDialog id={search.person} onClose={() => change({ person: undefined })} />
      )}
    </CoordinatePage>
  );
}
