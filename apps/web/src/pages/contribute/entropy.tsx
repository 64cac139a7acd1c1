/** What somebody may add to the randomness of their machine, in words that promise no more than is true. */
import { useId, useReducer, useState } from 'react';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Concept } from '../../ui/concept.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { INPUT, LABEL } from '../../ui/input.ts';
import type { EntropyPool } from './entropy-pool.ts';
import { Movement } from './movement.tsx';

const DICE = [1, 2, 3, 4, 5, 6] as const;

export function Entropy({ pool }: { pool: EntropyPool }) {
  const { t, rich, formats } = useTexts();
  const id = useId();
  const [, added] = useReducer((count: number) => count + 1, 0);
  const [cleared, setCleared] = useState(0);
  const [fault, setFault] = useState<unknown>(null);
  const { movements, keys, files, dice } = pool.counts;
  const told = [
    movements > 0 && t('contribute.movements', { count: movements }),
    keys > 0 && t('contribute.keys', { count: keys }),
    files > 0 && t('contribute.filesAdded', { count: files }),
    dice > 0 && t('contribute.diceThrown', { count: dice }),
  ].filter((one) => one !== false);

  const addFiles = async (list: FileList | null) => {
    setFault(null);
    try {
      for (const file of list ?? []) await pool.file(file);
    } catch (error) {
      setFault(error);
    }
    added();
  };

  return (
    <section aria-labelledby={`${id}t`} className="flex flex-col gap-4">
      <div>
        <h3 id={`${id}t`} className="text-lg font-semibold">
          {t('contribute.entropy')}
        </h3>
        <p className="mt-1 max-w-prose">
          {rich('contribute.entropyAlways', { entropy: (inner) => <Concept of="entropy">{inner}</Concept> })}
        </p>
      </div>
      <details className="rounded-xl border border-line">
        <summary className="min-h-11 px-4 py-2.5 font-semibold text-accent">
          {t('contribute.entropyAdd')}
        </summary>
        <div className="grid gap-5 border-t border-line p-4 sm:grid-cols-2">
          <div className="sm:col-span-2">
            <Movement pool={pool} onAdded={added} key={cleared} />
          </div>
          <div>
            <label htmlFor={`${id}k`} className={LABEL}>
              {t('contribute.type')}
            </label>
            <input
              id={`${id}k`}
              key={cleared}
              className={`${INPUT} mt-1`}
              type="password"
              autoComplete="off"
              placeholder={t('contribute.typeHere')}
              onKeyDown={(event) => {
                if (event.key === 'Tab') return;
                pool.key(event.key, event.timeStamp);
                added();
              }}
            />
          </div>
          <div>
            <label htmlFor={`${id}f`} className={LABEL}>
              {t('contribute.file')}
            </label>
            <input
              id={`${id}f`}
              type="file"
              multiple
              className="mt-1 block min-h-11 w-full text-sm file:me-3 file:min-h-11 file:rounded-md file:border file:border-solid file:border-line file:bg-transparent file:px-4 file:font-semibold file:text-accent"
              onChange={(event) => void addFiles(event.target.files)}
            />
            <p className="mt-1 text-sm text-soft">{t('contribute.fileStays')}</p>
          </div>
          <fieldset className="sm:col-span-2">
            <legend className={LABEL}>{t('contribute.dice')}</legend>
            <div className="mt-1 grid w-fit grid-cols-3 gap-2 sm:grid-cols-6">
              {DICE.map((eyes) => (
                <button
                  key={eyes}
                  type="button"
                  className="size-11 rounded-md border border-line text-lg font-semibold text-accent tabular-nums"
                  onClick={(event) => {
                    pool.die(eyes, event.timeStamp);
                    added();
                  }}
                >
                  {formats.number(eyes)}
                </button>
              ))}
            </div>
          </fieldset>
          {fault !== null && <ErrorNotice error={fault} />}
        </div>
      </details>
      <div className="flex flex-wrap items-center gap-3 text-sm text-soft">
        <p role="status">
          {told.length === 0
            ? t('contribute.entropyNothing')
            : t('contribute.entropyAdded', { list: formats.list(told) })}
        </p>
        {told.length > 0 && (
          <Button
            look="quiet"
            onClick={() => {
              pool.wipe();
              setCleared(cleared + 1);
            }}
          >
            {t('contribute.entropyClear')}
          </Button>
        )}
      </div>
    </section>
  );
}
