import type { ItemOf } from '@brebaje/client/rest/bodies';
import { useState } from 'react';
import { rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { saveBlob } from '../../../ui/save-blob.ts';
import { useCoordinated } from '../coordinated.ts';

/** The events that the filters find as a file of JSON lines, each as it is stored, with its hash. */
export function ExportRecord({ path }: { path: string }) {
  const { t } = useTexts();
  const { slug } = useCoordinated().ceremony;
  const [count, setCount] = useState<number>();
  const [error, setError] = useState<unknown>();
  async function save(): Promise<void> {
    setError(undefined);
    setCount(0);
    try {
      const lines: string[] = [];
      for await (const event of rest.all<ItemOf<'listEvents'>>(path)) {
        lines.push(`${JSON.stringify(event)}\n`);
        if (lines.length % 100 === 0) setCount(lines.length);
      }
      saveBlob(`${slug}-record.jsonl`, new Blob(lines, { type: 'application/jsonl' }));
    } catch (fault) {
      setError(fault);
    }
    setCount(undefined);
  }
  return (
    <div className="flex flex-wrap items-center gap-3">
      {count !== undefined && (
        <span role="status" className="text-sm text-soft">
          {t('board.exportingEvents', { count })}
        </span>
      )}
      <Button look="quiet" busy={count !== undefined} onClick={() => void save()}>
        {t('board.exportRecord')}
      </Button>
      {error !== undefined && <ErrorNotice error={error} />}
    </div>
  );
}
