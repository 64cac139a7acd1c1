/** An invitation's link, typed or pasted: its own page says what it is for, and uses it. */
import { type FormEvent, useId, useState } from 'react';
import { SERVER } from '../server/place.ts';
import { useTexts } from '../texts/use-texts.tsx';
import { Button } from '../ui/button.tsx';
import { INPUT, LABEL } from '../ui/input.ts';
import { Notice } from '../ui/notice.tsx';
import { joinPage } from './join-page.ts';

export function ByInvitation() {
  const { t } = useTexts();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const go = (event: FormEvent) => {
    event.preventDefault();
    const page = joinPage(SERVER, typed);
    setWrong(page === undefined);
    if (page !== undefined) location.assign(page);
  };
  return (
    <form onSubmit={go} className="flex flex-col gap-2">
      <label htmlFor={id} className={LABEL}>
        {t('session.invitationLink')}
      </label>
      <input
        id={id}
        className={`${INPUT} font-mono`}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder={`${SERVER}/app/join#…`}
        required
        maxLength={600}
        spellCheck={false}
        autoComplete="off"
      />
      <p className="text-sm text-soft">{t('session.invitationHow')}</p>
      <div className="mt-1">
        <Button type="submit">{t('session.useInvitation')}</Button>
      </div>
      {wrong && (
        <Notice tone="bad" live="assertive" title={t('session.invitationWrong')}>
          <p>{t('session.invitationWrongNext')}</p>
        </Notice>
      )}
    </form>
  );
}
