/** Everybody who is expected, what their link is worth, and what can be done about it. */
import { useState } from 'react';
import { rest } from '../../../../server/rest.ts';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import { Card } from '../../../../ui/card.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { DialogButtons } from '../../../../ui/dialog-buttons.tsx';
import { ErrorNotice } from '../../../../ui/error-notice.tsx';
import { saveBlob } from '../../../../ui/save-blob.ts';
import { INPUT, InputFrame } from '../form/input-frame.tsx';
import { useAct } from '../use-act.ts';
import { type Message, MessageNotice } from './messages.tsx';
import { type Invited, rosterFile } from './roster-file.ts';

const STATES = ['UNSENT', 'OPEN', 'EARLY', 'USED', 'EXPIRED', 'REVOKED'] as const;

/** Lines that are on the page at once. */
const PAGE = 50;

type Act = 'reissue' | 'send' | 'revoke';

export function Roster({ people, mail }: { people: readonly Invited[]; mail: boolean }) {
  const { t, formats } = useTexts();
  const [state, setState] = useState('');
  const [search, setSearch] = useState('');
  const [most, setMost] = useState(PAGE);
  const [asking, setAsking] = useState<{ act: Act; one: Invited }>();
  const [made, setMade] = useState<Message>();
  const nameOf = ({ name, address, identity }: Invited) =>
    name ?? address ?? identity ?? t('setupInvite.somebody');
  const wanted = search.trim().toLowerCase();
  const shown = people.filter(
    (one) =>
      (state === '' || one.state === state) &&
      [one.name, one.address, one.identity, one.cohort].some((text) =>
        (text ?? '').toLowerCase().includes(wanted),
      ),
  );
  return (
    <Card
      title={t('setupInvite.rosterTitle')}
      action={
        people.length > 0 && (
          <Button
            look="quiet"
            onClick={() => saveBlob('roster.csv', new Blob([rosterFile(people)], { type: 'text/csv' }))}
          >
            {t('setupInvite.exportCsv')}
          </Button>
        )
      }
    >
      {people.length === 0 && <p className="text-soft">{t('setupInvite.rosterNone')}</p>}
      {people.length > 5 && (
        <div className="mb-4 grid gap-4 sm:grid-cols-2">
          <InputFrame label={t('setupInvite.search')}>
            {(described) => (
              <input
                {...described}
                type="search"
                className={INPUT}
                value={search}
                onChange={({ target }) => setSearch(target.value)}
              />
            )}
          </InputFrame>
          <InputFrame label={t('setupInvite.filter')}>
            {(described) => (
              <select
                {...described}
                className={INPUT}
                value={state}
                onChange={({ target }) => setState(target.value)}
              >
                <option value="">{t('setupInvite.all')}</option>
                {STATES.map((one) => (
                  <option key={one} value={one}>
                    {t(`setupInvite.state_${one}`)}
                  </option>
                ))}
              </select>
            )}
          </InputFrame>
        </div>
      )}
      {made && (
        <div className="mb-4">
          <MessageNotice message={made} />
        </div>
      )}
      <ul className="divide-y divide-line">
        {shown.slice(0, most).map((one) => (
          <li key={one.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
            <div className="min-w-0 flex-1 basis-52">
              <p className="font-semibold">{nameOf(one)}</p>
              <p className="text-sm text-soft">
                {[
                  one.name !== undefined ? one.address : undefined,
                  one.cohort,
                  one.queueClass === 'PUBLIC' ? undefined : t(`setupInvite.queue_${one.queueClass}`),
                  one.priority === 0 ? undefined : `${t('setupInvite.priority')} ${one.priority}`,
                ]
                  .filter((text) => text !== undefined)
                  .join(' · ')}
              </p>
            </div>
            <div className="basis-40 text-sm">
              <p className={one.state === 'USED' ? 'text-good' : one.state === 'REVOKED' ? 'text-bad' : ''}>
                {t(`setupInvite.state_${one.state}`)}
              </p>
              {(one.usedAt ?? one.sentAt) !== undefined && (
                <p className="text-soft">
                  {one.usedAt !== undefined
                    ? t('setupInvite.usedAt', { when: formats.moment(one.usedAt) })
                    : t('setupInvite.sentAt', { when: formats.moment(one.sentAt ?? 0) })}
                </p>
              )}
            </div>
            <div className="flex flex-wrap gap-2">
              {one.state !== 'REVOKED' && (
                <>
                  <Button
                    look="quiet"
                    aria-label={t(
                      one.state === 'UNSENT' ? 'setupInvite.firstLinkOf' : 'setupInvite.newLinkOf',
                      {
                        name: nameOf(one),
                      },
                    )}
                    onClick={() => setAsking({ act: 'reissue', one })}
                  >
                    {t(one.state === 'UNSENT' ? 'setupInvite.makeLink' : 'setupInvite.newLink')}
                  </Button>
                  {mail && one.address !== undefined && (
                    <Button
                      look="quiet"
                      aria-label={t('setupInvite.mailOf', { name: nameOf(one) })}
                      onClick={() => setAsking({ act: 'send', one })}
                    >
                      {t('setupInvite.mail')}
                    </Button>
                  )}
                  <Button
                    look="danger"
                    aria-label={t('setupInvite.revokeOf', { name: nameOf(one) })}
                    onClick={() => setAsking({ act: 'revoke', one })}
                  >
                    {t('setupInvite.revoke')}
                  </Button>
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
      {shown.length > most && (
        <div className="mt-3">
          <Button look="quiet" onClick={() => setMost(most + PAGE)}>
            {t('setupInvite.more')}
          </Button>
        </div>
      )}
      {asking && (
        <ActDialog
          {...asking}
          name={nameOf(asking.one)}
          onClose={() => setAsking(undefined)}
          onMade={setMade}
        />
      )}
    </Card>
  );
}

function ActDialog({
  act: what,
  one,
  name,
  onClose,
  onMade,
}: {
  act: Act;
  one: Invited;
  name: string;
  onClose(): void;
  onMade(message: Message | undefined): void;
}) {
  const { t } = useTexts();
  const act = useAct();
  const go = async () => {
    const path = `/invitations/${one.id}`;
    const done = await act.run(async () => {
      if (what === 'revoke') {
        await rest.call({ method: 'DELETE', path });
        return onMade(undefined);
      }
      const { body } = await rest.call<Omit<Message, 'queued'> & { queued?: boolean }>({
        method: 'POST',
        path: `${path}/${what}`,
      });
      onMade({ ...body, queued: body.queued ?? false });
    });
    if (done) onClose();
  };
  const revoking = what === 'revoke';
  const first = one.state === 'UNSENT';
  return (
    <Dialog
      title={t(
        revoking
          ? 'setupInvite.revokeTitle'
          : first
            ? 'setupInvite.firstLinkTitle'
            : 'setupInvite.newLinkTitle',
        { name },
      )}
      onClose={onClose}
    >
      <p>
        {revoking
          ? t('setupInvite.revokeSays')
          : first
            ? t('setupInvite.firstLinkSays', { name })
            : t('setupInvite.newLinkSays')}
      </p>
      {!revoking && one.state === 'USED' && <p>{t('setupInvite.newLinkUsed')}</p>}
      {act.error !== undefined && <ErrorNotice error={act.error} />}
      <DialogButtons
        back={t('setup.back')}
        onBack={onClose}
        danger={revoking}
        busy={act.busy}
        onAct={() => void go()}
      >
        {t(
          revoking ? 'setupInvite.revoke' : what === 'send' ? 'setupInvite.mailLink' : 'setupInvite.makeLink',
        )}
      </DialogButtons>
    </Dialog>
  );
}
