import type { LookedAt } from '@brebaje/client/coordinate/look-at-file';
import { type Texts, useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import { Progress } from '../../../../ui/progress.tsx';
import type { LookedFile } from './looked-files.ts';

/** What a file says of itself. */
export function saysOf(looked: LookedAt, t: Texts['t']): string {
  switch (looked.kind) {
    case 'r1cs':
      return t('setupCircuits.saysR1cs', {
        count: looked.constraints,
        curve: looked.curve,
        power: looked.power,
      });
    case 'ptau':
      return t('setupCircuits.saysPtau', {
        count: looked.contributions,
        curve: looked.curve,
        power: looked.power,
      });
    case 'genesis':
      return t('setupCircuits.saysGenesis', { curve: looked.curve });
    case 'zkey':
      return t('setupCircuits.saysZkey', { count: looked.contributions, curve: looked.curve });
    case 'wasm':
      return '';
  }
}

/** A file that was chosen: what it is, how far it is hashed, what is wrong with it. */
export function FileRow({ file, onRemove }: { file: LookedFile; onRemove(): void }) {
  const { t, formats } = useTexts();
  const { looked, fault, sha256 } = file;
  const { name, size } = file.file;
  const hashed = size === 0 ? 1 : file.done / size;
  return (
    <li className="flex flex-col gap-1 py-2">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p>
            {looked && <span className="me-2 font-semibold">{t(`setupCircuits.kind_${looked.kind}`)}</span>}
            <span className="font-mono text-sm break-all">{name}</span>{' '}
            <span className="text-sm text-soft">{formats.size(size)}</span>
          </p>
          {looked && <p className="text-sm text-soft">{saysOf(looked, t)}</p>}
          {fault && (
            <p role="alert" className="text-sm text-bad">
              {t('setupCircuits.unreadable', { name })}:{' '}
              {fault.kind === 'unknown' ? t('setupCircuits.unknownFile') : fault.message}
            </p>
          )}
        </div>
        <Button look="quiet" aria-label={t('setupCircuits.removeFile', { name })} onClick={onRemove}>
          ×
        </Button>
      </div>
      {!fault && !sha256 && (
        <Progress
          label={t(looked ? 'setupCircuits.hashing' : 'setupCircuits.looking', { name })}
          value={looked ? hashed : undefined}
        />
      )}
    </li>
  );
}
