import { useEffect, useId, useState } from 'react';
import { useTexts } from '../../../texts/use-texts.tsx';
import { INPUT } from '../../../ui/input.ts';
import { useCoordinated } from '../coordinated.ts';
import { GROUP_NAMES, groupCounts, type PeopleSearch } from './filters.ts';

/** Milliseconds after the last key before the server is asked. */
const TYPED = 300;

export function PeopleFilters({
  search,
  onChange,
}: {
  search: PeopleSearch;
  onChange(changes: { [Name in keyof PeopleSearch]: PeopleSearch[Name] | undefined }): void;
}) {
  const { t, formats } = useTexts();
  const { ceremony } = useCoordinated();
  const counts = groupCounts(ceremony.participants);
  const chosen = search.group ?? 'all';
  const id = useId();
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
        <Typed
          label={t('board.searchName')}
          value={search.name ?? ''}
          onChange={(name) => onChange({ name: name === '' ? undefined : name })}
        />
        <Typed
          label={t('board.searchCohort')}
          value={search.cohort ?? ''}
          onChange={(cohort) => onChange({ cohort: cohort === '' ? undefined : cohort })}
        />
        {ceremony.circuits.length > 1 && (
          <div>
            <label htmlFor={`${id}-circuit`} className="text-sm text-soft">
              {t('board.circuit')}
            </label>
            <select
              id={`${id}-circuit`}
              className={INPUT}
              value={search.circuit ?? ''}
              onChange={(event) =>
                onChange({ circuit: event.target.value === '' ? undefined : Number(event.target.value) })
              }
            >
              <option value="">{t('board.anyCircuit')}</option>
              {ceremony.circuits.map((circuit) => (
                <option key={circuit.id} value={circuit.id}>
                  {circuit.slug}
                </option>
              ))}
            </select>
          </div>
        )}
        <div>
          <label htmlFor={`${id}-order`} className="text-sm text-soft">
            {t('board.order')}
          </label>
          <select
            id={`${id}-order`}
            className={INPUT}
            value={search.oldest ? 'oldest' : 'newest'}
            onChange={(event) => onChange({ oldest: event.target.value === 'oldest' ? true : undefined })}
          >
            <option value="newest">{t('board.newestFirst')}</option>
            <option value="oldest">{t('board.oldestFirst')}</option>
          </select>
        </div>
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

/** Asks once somebody pauses. */
function Typed({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  const [typed, setTyped] = useState(value);
  const id = useId();
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onChange(typed.trim()), TYPED);
    return () => clearTimeout(timer);
  });
  return (
    <div>
      <label htmlFor={id} className="text-sm text-soft">
        {label}
      </label>
      <input
        id={id}
        type="search"
        className={INPUT}
        maxLength={64}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}
