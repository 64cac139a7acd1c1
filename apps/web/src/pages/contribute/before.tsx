/** Screens for whoever cannot begin: nothing to do here, not admitted, too early. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { signOut } from '../../session/use-me.ts';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { eligibilitySentence } from '../../words/eligibility-sentence.ts';
import { ToCeremony } from './ends.tsx';
import type { Eligibility } from './journey.ts';

/** What can be known before anybody says who they are. */
export function AtAGlance({ ceremony }: { ceremony: CeremonyBody }) {
  const texts = useTexts();
  const { t, formats } = texts;
  const { turn, wait, download, upload } = ceremony.expected;
  return (
    <Facts
      items={[
        [t('contribute.whoMay'), eligibilitySentence(texts, ceremony.eligibility)],
        [t('contribute.aTurn'), turn.words],
        wait.basis !== 'NONE' && [t('contribute.aWait'), wait.words],
        [t('contribute.aMove'), formats.size(download + upload)],
      ]}
    />
  );
}

export function Over({ ceremony }: { ceremony: CeremonyBody }) {
  const { t } = useTexts();
  const words: Partial<Record<CeremonyBody['status'], TextKey>> = {
    CANCELED: 'contribute.canceled',
    FINALIZED: 'contribute.finalized',
  };
  return (
    <>
      <p className="max-w-prose">{t(words[ceremony.status] ?? 'contribute.closed')}</p>
      <div>
        <ToCeremony ceremony={ceremony} />
      </div>
    </>
  );
}

export function NotEligible({ ceremony, may }: { ceremony: CeremonyBody; may: Eligibility }) {
  const texts = useTexts();
  const { t } = texts;
  return (
    <>
      <p className="text-lg font-medium">{may.reason}</p>
      <section>
        <h3 className="font-semibold">{t('contribute.whoMay')}</h3>
        <p className="mt-1 max-w-prose">{eligibilitySentence(texts, ceremony.eligibility)}</p>
      </section>
      <section>
        <h3 className="font-semibold">{t('contribute.whatNow')}</h3>
        <ul className="mt-1 flex max-w-prose list-disc flex-col gap-2 ps-5">
          <li>{t('contribute.otherAccount')}</li>
          <li>{t('contribute.askInvitation')}</li>
          {may.support !== undefined && (
            <li>
              {t('contribute.support')} <strong>{may.support}</strong>
            </li>
          )}
        </ul>
      </section>
      <div className="flex flex-wrap gap-3">
        <Button onClick={() => void signOut()}>{t('contribute.signInOther')}</Button>
        <ToCeremony ceremony={ceremony} />
      </div>
    </>
  );
}

export function Early({ ceremony }: { ceremony: CeremonyBody }) {
  const { t, formats } = useTexts();
  return (
    <>
      <p className="max-w-prose">
        {ceremony.opensAt === undefined
          ? t('contribute.earlyUnknown')
          : t('contribute.earlyAt', {
              time: formats.moment(ceremony.opensAt),
              relative: formats.relative(ceremony.opensAt, Date.now() / 1_000),
            })}
      </p>
      <div>
        <ToCeremony ceremony={ceremony} />
      </div>
    </>
  );
}
