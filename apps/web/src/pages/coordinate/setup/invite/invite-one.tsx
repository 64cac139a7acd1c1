/** A link for one person. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useState } from 'react';
import { rest } from '../../../../server/rest.ts';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import { Card } from '../../../../ui/card.tsx';
import { ErrorNotice } from '../../../../ui/error-notice.tsx';
import { whole } from '../form/codecs.ts';
import { INPUT, InputFrame } from '../form/input-frame.tsx';
import { Folded } from '../form/inputs.tsx';
import { HERE, momentOf } from '../form/zoned-time.ts';
import { useAct } from '../use-act.ts';
import { type Message, MessageNotice } from './messages.tsx';

const EMPTY = {
  name: '',
  address: '',
  cohort: '',
  identity: '',
  queueClass: '',
  priority: '',
  from: '',
  until: '',
};
const TEXTS = ['name', 'address', 'cohort'] as const;

export function InviteOne({ ceremony, mail }: { ceremony: { id: number; scheme: string }; mail: boolean }) {
  const { t } = useTexts();
  const act = useAct();
  const [said, setSaid] = useState(EMPTY);
  const [made, setMade] = useState<Message>();
  const change = (more: Partial<typeof EMPTY>) => setSaid((before) => ({ ...before, ...more }));
  const input =
    (name: keyof typeof EMPTY, more: object = {}) =>
    (described: object) => (
      <input
        {...described}
        {...more}
        className={INPUT}
        value={said[name]}
        onChange={({ target }) => change({ [name]: target.value })}
      />
    );
  const invite = (byMail: boolean) =>
    act.run(async () => {
      const { from, until, priority, ...texts } = said;
      const body = {
        ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== '')),
        ...(priority.trim() === '' ? {} : { priority: whole.write(priority) }),
        ...(from === '' ? {} : { from: momentOf(from, HERE) }),
        ...(until === '' ? {} : { until: momentOf(until, HERE) }),
      };
      const path = `/ceremonies/${ceremony.id}/invitations`;
      const { body: invited } = await rest.call<AnswerBody<'invite'>>({ method: 'POST', path, body });
      const sent = byMail
        ? (await rest.call<Message>({ method: 'POST', path: `/invitations/${invited.id}/send` })).body
        : { ...invited, queued: false };
      setMade(sent);
      setSaid(EMPTY);
    });
  return (
    <Card title={t('setupInvite.oneTitle')}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void invite(false);
        }}
      >
        <div className="grid gap-4 sm:grid-cols-3">
          {TEXTS.map((name) => (
            <InputFrame
              key={name}
              label={t(`setupInvite.${name}`)}
              optional={name !== 'name'}
              hint={t(`setupInvite.${name}Hint`)}
            >
              {input(name, name === 'address' ? { type: 'email' } : {})}
            </InputFrame>
          ))}
        </div>
        <Folded title={t(ceremony.scheme === 'GROTH16' ? 'setupInvite.datesQueue' : 'setupInvite.dates')}>
          <div className="grid gap-4 sm:grid-cols-2">
            <InputFrame label={t('setupInvite.from')} optional>
              {input('from', { type: 'datetime-local' })}
            </InputFrame>
            <InputFrame label={t('setupInvite.until')} optional>
              {input('until', { type: 'datetime-local' })}
            </InputFrame>
            <InputFrame label={t('setupInvite.identity')} hint={t('setupInvite.identityHint')} optional>
              {input('identity')}
            </InputFrame>
            {ceremony.scheme === 'GROTH16' && (
              <>
                <InputFrame label={t('setupInvite.queueClass')}>
                  {(described) => (
                    <select
                      {...described}
                      className={INPUT}
                      value={said.queueClass}
                      onChange={({ target }) => change({ queueClass: target.value })}
                    >
                      <option value="">{t('setupForm.asUsual')}</option>
                      {(['PRIVATE', 'PUBLIC', 'STANDBY'] as const).map((one) => (
                        <option key={one} value={one}>
                          {t(`setupInvite.queue_${one}`)}
                        </option>
                      ))}
                    </select>
                  )}
                </InputFrame>
                <InputFrame label={t('setupInvite.priority')} hint={t('setupInvite.priorityHint')} optional>
                  {input('priority', { inputMode: 'numeric' })}
                </InputFrame>
              </>
            )}
          </div>
        </Folded>
        {act.error !== undefined && <ErrorNotice error={act.error} />}
        <div className="flex flex-wrap gap-3">
          <Button type="submit" busy={act.busy}>
            {t('setupInvite.makeLink')}
          </Button>
          {mail && (
            <Button
              look="quiet"
              busy={act.busy}
              disabled={said.address.trim() === ''}
              onClick={() => void invite(true)}
            >
              {t('setupInvite.mailLink')}
            </Button>
          )}
        </div>
        {made && <MessageNotice message={made} />}
      </form>
    </Card>
  );
}
