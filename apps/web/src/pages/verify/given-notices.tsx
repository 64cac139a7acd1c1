import { useTexts } from '../../texts/use-texts.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { GivenState } from './use-given.ts';

/** Names of many files as far as anybody reads them. */
const MOST_NAMES = 8;

/** What became of what was given: that it is looked at, that it is of no use here, that it could not be read. */
export function GivenNotices({ given: { looking, sorted, error } }: { given: GivenState }) {
  const { t } = useTexts();
  const { others } = sorted;
  const names = others.slice(0, MOST_NAMES).join(', ') + (others.length > MOST_NAMES ? ' …' : '');
  return (
    <>
      <div role="status" className="empty:hidden">
        {looking && <p>{t('verify.looking')}</p>}
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
