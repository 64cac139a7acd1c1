/** Links that were just made: shown once, to be copied, or told to be on their way. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import { CopyText } from '../../../../ui/copy-text.tsx';
import { Notice } from '../../../../ui/notice.tsx';
import { saveBlob } from '../../../../ui/save-blob.ts';
import { linksFile } from './roster-file.ts';

export type Message = AnswerBody<'sendInvitation'>;

export function MessageNotice({ message }: { message: Message }) {
  const { t } = useTexts();
  const { name, address, queued, link, text } = message;
  const whom = name ?? address;
  if (queued)
    return (
      <Notice tone="good" live="polite">
        {t('setupInvite.mailed', { address: address ?? '' })}
      </Notice>
    );
  return (
    <Notice tone="good" live="polite">
      <p>{whom ? t('setupInvite.made', { name: whom }) : t('setupInvite.madeNameless')}</p>
      {link !== undefined && (
        <CopyText text={link} label={t('setupInvite.linkOf', { name: whom ?? t('setupInvite.somebody') })} />
      )}
      {text !== undefined && (
        <details className="mt-2">
          <summary className="min-h-11 content-center font-semibold text-accent">
            {t('setupInvite.text')}
          </summary>
          <pre className="overflow-x-auto text-sm whitespace-pre-wrap">{text}</pre>
        </details>
      )}
    </Notice>
  );
}

/** Many at once. */
export function Messages({ messages, onPutAway }: { messages: readonly Message[]; onPutAway(): void }) {
  const { t } = useTexts();
  const mailed = messages.filter(({ queued }) => queued).length;
  const byHand = messages.filter(({ queued }) => !queued);
  return (
    <Notice tone="good" live="polite">
      {mailed > 0 && <p>{t('setupInvite.mailedCount', { count: mailed })}</p>}
      {byHand.length > 0 && (
        <>
          <p className="font-semibold">{t('setupInvite.links', { count: byHand.length })}</p>
          <ul className="my-2 max-h-80 divide-y divide-line overflow-auto">
            {byHand.map(({ id, name, address, link = '' }) => (
              <li key={id} className="py-2">
                <p className="text-sm">{name ?? address}</p>
                <CopyText text={link} label={t('setupInvite.linkOf', { name: name ?? address ?? '' })} />
              </li>
            ))}
          </ul>
          <div className="flex flex-wrap gap-3">
            <Button
              look="quiet"
              onClick={() => saveBlob('links.csv', new Blob([linksFile(byHand)], { type: 'text/csv' }))}
            >
              {t('setupInvite.saveLinks')}
            </Button>
            <Button look="quiet" onClick={onPutAway}>
              {t('setupInvite.putAway')}
            </Button>
          </div>
        </>
      )}
    </Notice>
  );
}
