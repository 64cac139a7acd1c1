/** Goes on with a circuit whose files did not all arrive, or are to be others. */
import { useEffect, useState } from 'react';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import { Notice } from '../../../../ui/notice.tsx';
import { DropZone } from './drop-zone.tsx';
import { FileRow } from './file-row.tsx';
import { fits } from './fits.ts';
import { fileOf, type KeptFile, keptFiles } from './kept-files.ts';
import { type LookedFile, useLookedFiles } from './looked-files.ts';
import { type Draft, register } from './registering.ts';

export function Resume({
  draft,
  ceremony,
  onStart,
}: {
  draft: Draft;
  ceremony: { id: number; slug: string };
  onStart(): void;
}) {
  const { t } = useTexts();
  const { slug } = draft;
  const [kept, setKept] = useState<readonly KeptFile[]>([]);
  const [others, setOthers] = useState(false);
  const { files, add, remove } = useLookedFiles();
  useEffect(() => {
    void keptFiles(ceremony.slug, slug).then(setKept);
  }, [ceremony.slug, slug]);
  const there = (kind: string, sha256: string) =>
    draft.files.some((file) => file.kind === kind && file.sha256 === sha256);
  const missing = kept.filter(({ kind, sha256 }) => !there(kind, sha256));
  const has = (kind: string) => draft.files.some((file) => file.kind === kind);
  const complete = missing.length === 0 && has('r1cs') && has('ptau');
  const misfits = fits(files).misfits.filter(
    (misfit) => misfit !== 'NOBODY_CONTRIBUTED' || draft.ptauHash === undefined,
  );
  const hashed = files.every(({ looked, sha256 }) => looked && sha256);
  const different = files.filter((file) => isOther(file, kept));

  /** With the handles that the browser kept: nobody has to look for the files. */
  async function goOn() {
    const opened = await Promise.all(
      missing.map(async ({ kind, sha256, handle, size }) => {
        const file = handle && (await fileOf(handle));
        return file && file.size === size ? [{ kind, file, sha256, handle }] : [];
      }),
    );
    const found = opened.flat();
    if (found.length < missing.length) return setOthers(true);
    await register(ceremony, { slug }, found);
  }

  const send = () =>
    register(
      ceremony,
      { slug },
      files.map(({ looked, file, sha256, handle }) => ({
        kind: looked!.kind,
        file,
        sha256: sha256!,
        handle,
      })),
    );

  if (draft.state === 'FAILED' && !others)
    return (
      <div>
        <Button look="quiet" onClick={() => setOthers(true)}>
          {t('setupCircuits.otherFiles')}
        </Button>
      </div>
    );
  if (complete && !others && files.length === 0)
    return (
      <div className="flex flex-wrap gap-3">
        <Button onClick={onStart}>{t('setupCircuits.start')}</Button>
        <Button look="quiet" onClick={() => setOthers(true)}>
          {t('setupCircuits.otherFiles')}
        </Button>
      </div>
    );
  const byHandle = missing.length > 0 && missing.every(({ handle }) => handle !== undefined) && !others;
  return (
    <div className="flex flex-col gap-4">
      <p>
        {missing.length > 0 ? t('setupCircuits.interrupted') : t('setupCircuits.missingFiles')}
        {missing.length > 0 && !byHandle && (
          <> {t('setupCircuits.sameFiles', { names: missing.map(({ name }) => name).join(', ') })}</>
        )}
      </p>
      {byHandle ? (
        <div className="flex flex-wrap gap-3">
          <Button onClick={() => void goOn()}>{t('setupCircuits.goOn')}</Button>
          <Button look="quiet" onClick={() => setOthers(true)}>
            {t('setupCircuits.otherFiles')}
          </Button>
        </div>
      ) : (
        <DropZone title={t('setupCircuits.dropOf', { slug })} onFiles={add} />
      )}
      {files.length > 0 && (
        <>
          <ul className="divide-y divide-line">
            {files.map((file) => (
              <FileRow key={file.id} file={file} onRemove={() => remove(file.id)} />
            ))}
          </ul>
          {different.map(({ id, file }) => (
            <Notice key={id} tone="warn" live="polite">
              {t('setupCircuits.otherFile', { name: file.name })}
            </Notice>
          ))}
          {misfits.map((misfit) => (
            <Notice key={misfit} tone="bad" live="polite">
              {t(`setupCircuits.misfit_${misfit}`, powersOf(files))}
            </Notice>
          ))}
          <div>
            <Button
              disabled={!hashed || misfits.some((one) => one !== 'NO_GENESIS')}
              onClick={() => void send()}
            >
              {t(different.length > 0 ? 'setupCircuits.takeIt' : 'setupCircuits.goOn')}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

/** Whether a file of this kind was begun with other bytes. */
function isOther({ looked, sha256 }: LookedFile, kept: readonly KeptFile[]): boolean {
  const before = kept.find(({ kind }) => kind === looked?.kind);
  return before !== undefined && sha256 !== undefined && before.sha256 !== sha256;
}

function powersOf(files: readonly LookedFile[]): { power: number; ptau: number } {
  const of = (wanted: 'r1cs' | 'ptau') => {
    const looked = files.find((file) => file.looked?.kind === wanted)?.looked;
    return looked?.kind === 'r1cs' || looked?.kind === 'ptau' ? looked.power : 0;
  };
  return { power: of('r1cs'), ptau: of('ptau') };
}
