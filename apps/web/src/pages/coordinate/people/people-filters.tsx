import { useTexts } from '../../../texts/use-texts.tsx';
import { useCoordinated } from '../coordinated.ts';
import { ChoiceFilter, CircuitFilter, TypedFilter } from '../filters/filter-parts.tsx';
import type { Changes } from '../filters/in-address.ts';
import { GROUP_NAMES, groupCounts, type PeopleSearch } from './filters.ts';

export function PeopleFilters({
  search,
  onChange,
}: {
  search: PeopleSearch;
  onChange(changes: Changes<PeopleSearch>): void;
}) {
  const { t, formats } = useTexts();
  const { ceremony } = useCoordinated();
  const counts = groupCounts(ceremony.participants);
  const chosen = search.group ?? 'all';
  return (
    <search className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        {GROUP_NAMES.map((group) => (
          <button
            key={group}
            type="button"
            aria-pressed={chosen === group}
            className="min-h-11 rounded-full border border-line bg-card px-4 font-semibold text-soft aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-ink"
            onClick={() => onChange({ group: group === 'all' ? undefined : group })}
          >
            {t(`board.group_${group}`)}{' '}
            <span className="font-normal tabular-nums">{formats.number(counts[group])}</span>
          </button>
        ))}
      </div>
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <TypedFilter
          label={t('board.searchName')}
          value={search.name ?? ''}
          onChange={(name) => onChange({ name })}
        />
        <TypedFilter
          label={t('board.searchCohort')}
          value={search.cohort ?? ''}
          onChange={(cohort) => onChange({ cohort })}
        />
        <CircuitFilter value={search.circuit} onChange={(circuit) => onChange({ circuit })} />
        <ChoiceFilter
          label={t('board.sortBy')}
          value={search.oldest ? 'oldest' : 'newest'}
          words={[
            ['newest', t('board.newestFirst')],
            ['oldest', t('board.oldestFirst')],
          ]}
          onChange={(order) => onChange({ oldest: order === 'oldest' ? true : undefined })}
        />
      </div>
      <label className="flex min-h-11 items-center gap-3 self-start">
        <input
          type="checkbox"
          className="size-5 accent-accent"
          checked={search.hidden === true}
          onChange={(event) => onChange({ hidden: event.target.checked ? true : undefined })}
        />
        {t('board.onlyHidden')}
      </label>
    </search>
  );
}
