import { ClientError } from '@brebaje/client/client-error';
import { useTexts } from '../texts/use-texts.tsx';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

/** What went wrong, what to do about it, and the server's own code for whoever asks for help. */
export function ErrorNotice({ error, again }: { error: unknown; again?: () => void }) {
  const { t } = useTexts();
  const known = error instanceof ClientError ? error : undefined;
  return (
    <Notice tone="bad" live="assertive" title={known ? known.message : t('shell.failed')}>
      {known?.next && <p>{known.next}</p>}
      {known && <p className="text-sm text-soft">{known.serverCode || known.code}</p>}
      {again && (
        <p className="mt-3">
          <Button look="quiet" onClick={again}>
            {t('shell.again')}
          </Button>
        </p>
      )}
    </Notice>
  );
}
