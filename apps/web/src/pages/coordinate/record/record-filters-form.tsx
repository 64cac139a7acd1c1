import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { KINDS } from '../../ceremony/event-kinds.ts';
import { ChoiceFilter, CircuitFilter } from '../filters/filter-parts.tsx';
import type { Changes } from '../filters/in-address.ts';
import type { RecordSearch } from './record-filters.ts';

export function RecordFilters({
  search,
  name,
  onChange,
}: {
  search: RecordSearch;
  /** Of the person that is looked at alone. */
  name: string | undefined;
  onChange(changes: Changes<RecordSearch>): void;
}) {
  const { t } = useTexts();
  return (
    <search className="grid items-end gap-3 sm:grid-cols-3">
      <ChoiceFilter
        label={t('board.eventKind')}
        value={search.kind ?? ''}
        words={[
          ['', t('ceremony.kind_all')],
          ...KINDS.map((kind) => [kind, t(`ceremony.kind_${kind}`)] as const),
        ]}
        onChange={(kind) => onChange({ kind: kind === '' ? undefined : kind })}
      />
      <CircuitFilter value={search.circuit} onChange={(circuit) => onChange({ circuit })} />
      {search.person !== undefined && (
        <p className="flex min-h-11 flex-wrap items-center gap-3">
          <span>
            {t('board.onlyAbout')}{' '}
            <bdi className="font-semibold">{name ?? t('board.personNumber', { id: search.person })}</bdi>
          </span>
          <Button look="quiet" onClick={() => onChange({ person: undefined })}>
            {t('board.everybodyAgain')}
          </Button>
        </p>
      )}
    </search>
  );
}
