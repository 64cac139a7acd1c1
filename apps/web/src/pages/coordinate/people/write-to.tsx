/** A few words to one person, by whatever channel they have; else as a text to copy. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { type FormEvent, useId, useState } from 'react';
import { rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { INPUT, LABEL } from '../../../ui/input.ts';

type Written = AnswerBody<'writeToParticipant'>;

export function WriteTo({ id }: { id: number }) {
  const { t } = useTexts();
  const field = useId();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [written, setWritten] = useState<Written>();
  const [error, setError] = useState<unknown>();
  async function write(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (text.trim() === '' || busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const path = `/participants/${id}/messages`;
      const { body } = await rest.call<Written>({ method: 'POST', path, body: { text: text.trim() } });
      setWritten(body);
      if (body.sent > 0) setText('');
    } catch (refusal) {
      setError(refusal);
    }
    setBusy(false);
  }
  return (
    <form className="mt-4 flex flex-col gap-2" onSubmit={(event) => void write(event)}>
      <label className={LABEL} htmlFor={field}>
        {t('board.writeTo')}
      </label>
      <textarea
        id={field}
        className={INPUT}
        rows={2}
        maxLength={2_000}
        required
        value={text}
        aria-describedby={`${field}-who`}
        onChange={(event) => {
          setText(event.target.value);
          setWritten(undefined);
        }}
      />
      <p id={`${field}-who`} className="text-sm text-soft">
        {t('board.writeToMeans')}
      </p>
      {error !== undefined && <ErrorNotice error={error} />}
      <div className="flex flex-wrap items-center justify-end gap-3">
        <span role="status" className={written?.sent === 0 ? 'text-warn' : 'text-good'}>
          {written &&
            (written.sent === 0 ? t('board.writtenNowhere') : t('board.written', { count: written.sent }))}
        </span>
        {written?.sent === 0 && <CopyButton text={written.text}>{t('board.writtenCopy')}</CopyButton>}
        <Button type="submit" busy={busy}>
          {t('board.writeDo')}
        </Button>
      </div>
    </form>
  );
}
