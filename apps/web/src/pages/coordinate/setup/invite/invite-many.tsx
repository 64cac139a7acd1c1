/** A list of people onto the roster, and links for all who have none. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useState } from 'react';
import { rest } from '../../../../server/rest.ts';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import { Card } from '../../../../ui/card.tsx';
import { ErrorNotice } from '../../../../ui/error-notice.tsx';
import { FileButton } from '../file-button.tsx';
import { INPUT, InputFrame } from '../form/input-frame.tsx';
import { useAct } from '../use-act.ts';
import { type Message, Messages } from './messages.tsx';
import { rosterOf } from './roster-text.ts';

/** Bytes that the server takes. */
const LONGEST = 1_048_576;

export function InviteMany({
  ceremonyId,
  unsent,
  mail,
}: {
  ceremonyId: number;
  unsent: number;
  mail: boolean;
}) {
  const { t } = useTexts();
  const act = useAct();
  const [pasted, setPasted] = useState('');
  const [imported, setImported] = useState<AnswerBody<'importRoster'>>();
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const { csv, people } = rosterOf(pasted);
  const add = () =>
    act.run(async () => {
      const path = `/ceremonies/${ceremonyId}/roster`;
      const { body } = await rest.call<AnswerBody<'importRoster'>>({ method: 'POST', path, body: { csv } });
      setImported(body);
      setPasted('');
    });
  const send = () =>
    act.run(async () => {
      const path = `/ceremonies/${ceremonyId}/roster/send`;
      for (;;) {
        const { body } = await rest.call<AnswerBody<'sendRoster'>>({ method: 'POST', path, body: {} });
        // What was made is shown whatever becomes of the rest: links are shown once.
        setMessages((before) => [...before, ...body.items]);
        if (body.left === 0 || body.items.length === 0) return;
      }
    });
  return (
    <Card title={t('setupInvite.manyTitle')}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (people > 0) void add();
        }}
      >
        <InputFrame label={t('setupInvite.list')} hint={t('setupInvite.manyHint')}>
          {(described) => (
            <textarea
              {...described}
              rows={4}
              className={`${INPUT} font-mono text-sm`}
              placeholder={t('setupInvite.listExample')}
              value={pasted}
              onChange={({ target }) => setPasted(target.value)}
            />
          )}
        </InputFrame>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" busy={act.busy} disabled={people === 0}>
            {t('setupInvite.add')}
          </Button>
          <FileButton
            accept=".csv,text/csv"
            onFile={(file) => {
              if (file.size <= LONGEST) void file.text().then(setPasted);
            }}
          >
            {t('setupInvite.fromFile')}
          </FileButton>
          {people > 0 && <span className="text-soft">{t('setupInvite.people', { count: people })}</span>}
        </div>
        {imported && (
          <p role="status" className="text-good">
            {t('setupInvite.added', {
              added: imported.added,
              changed: imported.changed,
              unchanged: imported.unchanged,
            })}{' '}
            {imported.revoked > 0 && t('setupInvite.addedRevoked', { count: imported.revoked })}
          </p>
        )}
        {unsent > 0 && (
          <div className="flex flex-wrap items-center gap-3">
            <Button look={people > 0 ? 'quiet' : 'primary'} busy={act.busy} onClick={() => void send()}>
              {t(mail ? 'setupInvite.sendAll' : 'setupInvite.makeAll')}
            </Button>
            <span>
              {t('setupInvite.unsent', { count: unsent })} {!mail && t('setupInvite.noMail')}
            </span>
          </div>
        )}
        {act.error !== undefined && <ErrorNotice error={act.error} />}
        {messages.length > 0 && <Messages messages={messages} onPutAway={() => setMessages([])} />}
      </form>
    </Card>
  );
}
