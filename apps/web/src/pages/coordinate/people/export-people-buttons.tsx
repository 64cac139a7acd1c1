import { useState } from 'react';
import { rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { saveBlob } from '../../../ui/save-blob.ts';
import type { Person } from '../acts/acts.ts';
import { useCoordinated } from '../coordinated.ts';
import { peopleFile } from './export-people.ts';
import { type PeopleSearch, peoplePath } from './filters.ts';

/** Everybody whom the filters find, as a file. */
export function ExportPeople({ search }: { search: PeopleSearch }) {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const [count, setCount] = useState<number>();
  const [error, setError] = useState<unknown>();
  async function save(form: 'csv' | 'json'): Promise<void> {
    setError(undefined);
    setCount(0);
    try {
      const people = rest.all<Person>(peoplePath(ceremony.id, search));
      saveBlob(`${ceremony.slug}-people.${form}`, await peopleFile(people, form, setCount));
    } catch (fault) {
      setError(fault);
    }
    setCount(undefined);
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      {count !== undefined && (
        <span role="status" className="text-sm text-soft">
          {t('board.exporting', { count })}
        </span>
      )}
      <Button look="quiet" busy={count !== undefined} onClick={() => void save('csv')}>
        {t('board.exportCsv')}
      </Button>
      <Button look="quiet" busy={count !== undefined} onClick={() => void save('json')}>
        {t('board.exportJson')}
      </Button>
      {error !== undefined && <ErrorNotice error={error} />}
    </div>
  );
}
