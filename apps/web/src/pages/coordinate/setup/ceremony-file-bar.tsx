/** The same ceremony as a file for the command, out of the form and into it. */
import type { CeremonyDraft } from '@brebaje/client/rest/bodies';
import { useState } from 'react';
import { isPartMissing } from '../../../shell/part-missing.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { saveBlob } from '../../../ui/save-blob.ts';
import { FileButton } from './file-button.tsx';

/** More than any file of a ceremony has. */
const LONGEST = 1 << 18;

export function CeremonyFileBar({
  draft,
  onRead,
}: {
  draft: CeremonyDraft;
  onRead?: (draft: CeremonyDraft) => void;
}) {
  const { t } = useTexts();
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [circuits, setCircuits] = useState<readonly string[]>([]);
  const name = `${draft.slug || 'my-ceremony'}.toml`;

  async function write() {
    try {
      // TOML is needed here only.
      const { writeCeremonyFile } = await import('@brebaje/client/coordinate/ceremony-file');
      const text = writeCeremonyFile({
        ...draft,
        slug: draft.slug || 'my-ceremony',
        title: draft.title || 'My ceremony',
      });
      saveBlob(name, new Blob([text], { type: 'application/toml' }));
    } catch (error) {
      if (isPartMissing(error)) return setProblems([t('shell.updating')]);
      if (!(error instanceof RangeError)) throw error;
      setProblems([t('setup.toFileFails')]);
    }
  }

  async function readIn(file: File) {
    setProblems([]);
    try {
      const { readCeremonyFile } = await import('@brebaje/client/coordinate/ceremony-file');
      const read = readCeremonyFile(file.size > LONGEST ? '' : await file.text());
      setCircuits(read.circuits.map(({ about }) => about.slug));
      onRead?.(read.draft);
    } catch (error) {
      if (isPartMissing(error)) return setProblems([t('shell.updating')]);
      // Named by its class: a bundle may hold two of them.
      const { problems: found = [(error as Error).message] } = error as { problems?: readonly string[] };
      setProblems(found);
    }
  }

  return (
    <Card>
      <div className="flex flex-col gap-3">
        <div className="flex flex-wrap gap-3">
          <Button look="quiet" onClick={() => void write()}>
            {t('setup.toFile')}
          </Button>
          {onRead && (
            <FileButton accept=".toml" onFile={(file) => void readIn(file)}>
              {t('setup.fromFile')}
            </FileButton>
          )}
        </div>
        <p className="text-sm text-soft">{t('setup.toFileHint', { name })}</p>
        {problems.length > 0 && (
          <Notice tone="bad" live="assertive" title={t('setup.fileSays')}>
            <ul className="list-disc ps-5 text-sm">
              {problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          </Notice>
        )}
        {circuits.length > 0 && (
          <Notice live="polite">
            {t('setup.fileCircuits', { count: circuits.length, slugs: circuits.join(', ') })}
          </Notice>
        )}
      </div>
    </Card>
  );
}
