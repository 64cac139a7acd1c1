import { ClientError } from '@brebaje/client/client-error';
import { isPartMissing } from '../shell/part-missing.ts';
import type { TextKey } from '../texts/catalogue.ts';
import { useTexts } from '../texts/use-texts.tsx';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { PartMissingNotice } from './part-missing.tsx';

/** What to do next on a page, where the server's own advice is for programs. */
const NEXT: Readonly<Record<string, TextKey>> = {
  UNREACHABLE: 'shell.nextUNREACHABLE',
  SIGN_IN_REQUIRED: 'shell.nextSIGN_IN_REQUIRED',
  VERSION_MISMATCH: 'shell.nextCHANGED_MEANWHILE',
  CHANGED_MEANWHILE: 'shell.nextCHANGED_MEANWHILE',
  ILLEGAL_TRANSITION: 'shell.nextILLEGAL_TRANSITION',
  BEACON_NOT_PUBLISHED: 'shell.nextBEACON_NOT_PUBLISHED',
  BEACON_TOO_EARLY: 'shell.nextBEACON_TOO_EARLY',
  BEACON_REFUSED: 'shell.nextBEACON_REFUSED',
};

/** What went wrong, what to do about it, and the server's own code for whoever asks for help. */
export function ErrorNotice({ error, again }: { error: unknown; again?: () => void }) {
  const { t } = useTexts();
  const known = error instanceof ClientError ? error : undefined;
  if (isPartMissing(error)) return <PartMissingNotice />;
  const here = known && NEXT[known.serverCode ?? known.code];
  const next = here ? t(here) : known?.next;
  return (
    <Notice tone="bad" live="assertive" title={known ? known.message : t('shell.failed')}>
      {next && <p>{next}</p>}
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
