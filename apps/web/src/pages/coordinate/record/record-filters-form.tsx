import { useId } from 'react';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { INPUT } from '../../../ui/input.ts';
import { KINDS, type Kind } from '../../ceremony/event-kinds.ts';
import { useCoordinated } from '../coordinated.ts';
import type { RecordSearch } from './record-filters.ts';

export function RecordFilters({
  search,
  name,
  onChange,
}: {
  search: RecordSearch;
  /** Of the person that is looked at alone. */
  name: string | undefined;
  onChange(changes: { [Name in keyof RecordSearch]: RecordSearch[Name] | undefined }): void;
}) {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const id = useId();
  return (
    <search className="grid items-end gap-3 sm:grid-cols-3">
      <div>
        <label htmlFor={`${id}-kind`} className="text-sm text-soft">
          {t('board.eventKind')}
        </label>
        <select
          id={`${id}-kind`}
          className={INPUT}
          value={search.kind ?? ''}
          onChange={(event) => onChange({ kind: (event.target.value || undefined) as Kind | undefined })}
        >
          <option value="">{t('ceremony.kind_all')}</option>
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(`ceremony.kind_${kind}`)}
            </option>
          ))}
        </select>
      </div>
      {ceremony.circuits.length > 1 && (
        <div>
          <label htmlFor={`${id}-circuit`} className="text-sm text-soft">
            {t('board.circuit')}
          </label>
          <select
            id={`${id}-circuit`}
            className={INPUT}
            value={search.circuit ?? ''}
            onChange={(event) => onChange({ circuit: Number(event.target.value) || undefined })}
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
