import { useTexts } from '../texts/use-texts.tsx';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

/** In place of what could not be loaded: most likely the pages are older than their server. */
export function PartMissingNotice() {
  const { t } = useTexts();
  return (
    <Notice tone="warn" live="assertive" title={t('shell.failed')}>
      <p>{t('shell.updating')}</p>
      <p className="mt-3">
        <Button onClick={() => location.reload()}>{t('shell.reload')}</Button>
      </p>
    </Notice>
  );
}
