import { useTexts } from '../../texts/use-texts.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { MOST_LOOSE } from '../../verifying/loose.ts';
import type { GivenState } from './use-given.ts';

/** Names of many files as far as anybody reads them. */
const MOST_NAMES = 8;

/** What became of what was given: that it is looked at, that it is of no use here, that it could not be read. */
export function GivenNotices({ given: { looking, sorted, tooMany, error } }: { given: GivenState }) {
  const { t, formats } = useTexts();
  const { others } = sorted;
  const names = others.slice(0, MOST_NAMES).join(', ') + (others.length > MOST_NAMES ? ' …' : '');
  return (
    <>
      <div role="status" className="empty:hidden">
        {looking && <p>{t('verify.looking')}</p>}
        {tooMany !== undefined && (
          <Notice tone="warn" title={t('verify.tooMany', { count: formats.number(tooMany) })}>
            <p>{t('verify.tooManyNext', { most: formats.number(MOST_LOOSE) })}</p>
          </Notice>
        )}
        {others.length > 0 && (
          <Notice tone="warn">
            {others.includes('pasted') ? t('verify.pasteNone') : t('verify.notUseful', { names })}
          </Notice>
        )}
      </div>
      {error !== undefined && <ErrorNotice error={error} />}
    </>
  );
}
