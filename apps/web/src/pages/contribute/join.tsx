/** Taking a place: the terms in words, and the name under which somebody stands in the record. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { queries, rest } from '../../server/rest.ts';
import { nicknameOf } from '../../session/nickname.ts';
import type { Me } from '../../session/use-me.ts';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { INPUT, LABEL } from '../../ui/input.ts';
import { Notice } from '../../ui/notice.tsx';
import type { Eligibility, Participant } from './journey.ts';
import { PlainText } from './plain-text.tsx';
import { Onward } from './stage.tsx';

const ACCOUNTS: Record<Me['identities'][number]['provider'], TextKey> = {
  Ethereum: 'contribute.accountEthereum',
  Github: 'contribute.accountGithub',
  Invitation: 'contribute.accountInvitation',
};

export function Join({ ceremony, me, may }: { ceremony: CeremonyBody; me: Me; may: Eligibility }) {
  const { t } = useTexts();
  const id = useId();
  const [name, setName] = useState(me.user.publicName ?? '');
  const [accepted, setAccepted] = useState(false);
  const identity = me.identities.find(({ current }) => current) ?? me.identities[0];
  const account = t(ACCOUNTS[identity?.provider ?? 'Ethereum'], {
    name: identity ? nicknameOf(identity) : '',
  });
  const joining = useMutation({
    mutationFn: async () => {
      const publicName = name.trim();
      await rest.call<Participant>({
        method: 'POST',
        path: '/participants',
        body: {
          userId: me.user.id,
          ceremonyId: ceremony.id,
          status: 'CREATED',
          acceptTerms: may.terms.version,
          ...(publicName === '' ? {} : { publicName }),
        },
      });
      await queries.invalidateQueries();
    },
  });
  const join = (event: FormEvent) => {
    event.preventDefault();
    joining.mutate();
  };
  return (
    <form onSubmit={join} className="flex flex-col gap-6">
      <p dir="auto">{may.reason}</p>
      <div>
        <h3 className="font-semibold">{t('contribute.terms')}</h3>
        <section
          className="mt-2 max-h-[min(18rem,36dvh)] scroll-mb-44 overflow-y-auto rounded-lg border border-line bg-sunken p-4"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard (WCAG 2.1.1)
          tabIndex={0}
          aria-label={t('contribute.terms')}
        >
          <PlainText text={may.terms.text} />
        </section>
      </div>
      <Notice tone="warn" title={t('contribute.permanent')}>
        <p className="mt-1">
          {ceremony.scheme === 'KZG'
            ? t('contribute.permanentKzg', { account })
            : t('contribute.permanentGroth16')}
        </p>
        {ceremony.scheme === 'KZG' && identity && (
          <details className="mt-1 text-sm">
            <summary className="min-h-11 py-2.5 font-semibold">{t('contribute.permanentAs')}</summary>
            <code className="font-mono break-all">{identity.sub}</code>
          </details>
        )}
      </Notice>
      <div>
        <label htmlFor={id} className={LABEL}>
          {t('contribute.publicName')}
        </label>
        <input
          id={id}
          className={`${INPUT} mt-1 scroll-mb-44`}
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={64}
          pattern="[^<>\|]*"
          title={t('contribute.publicNameSigns')}
          placeholder={t('contribute.publicNameUnless')}
          aria-describedby={`${id}h`}
          autoComplete="off"
          spellCheck={false}
        />
        <p id={`${id}h`} className="mt-1 text-sm text-soft">
          {t('contribute.publicNameHelp')}
        </p>
      </div>
      <Onward>
        <label className="flex min-h-11 items-start gap-3">
          <input
            type="checkbox"
            className="mt-1 size-5 shrink-0 accent-accent"
            required
            checked={accepted}
            onChange={(event) => setAccepted(event.target.checked)}
          />
          <span>{t('contribute.accept')}</span>
        </label>
        {joining.error && <ErrorNotice error={joining.error} />}
        <div>
          <Button type="submit" busy={joining.isPending}>
            {t('contribute.join')}
          </Button>
        </div>
      </Onward>
    </form>
  );
}
