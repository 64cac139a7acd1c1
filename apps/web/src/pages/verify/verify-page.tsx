/** The checks of one ceremony of this server: `/c/<slug>/verify`. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ceremonyQuery, isMissing } from '../../server/ceremony.ts';
import { SERVER } from '../../server/place.ts';
import { NoCeremony } from '../../shell/missing.tsx';
import { useTexts } from '../../texts/use-texts.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ask } from '../../verifying/verifier.ts';
import { Attestations } from './attestations.tsx';
import { Checks } from './checks.tsx';
import { Comparison } from './comparison.tsx';
import { ExpectationCard } from './expectation-card.tsx';
import { GivenNotices } from './given-notices.tsx';
import { Mine } from './mine.tsx';
import { useGiven } from './use-given.ts';

export function VerifyPage() {
  const { t } = useTexts();
  const { slug } = useParams({ from: '/c/$slug/verify' });
  const { data: ceremony, error, refetch } = useQuery(ceremonyQuery(slug));
  if (isMissing(error)) return <NoCeremony />;
  if (!ceremony)
    return (
      <Page title={t('verify.title')}>
        {error ? <ErrorNotice error={error} again={() => void refetch()} /> : <p>{t('shell.loading')}</p>}
      </Page>
    );
  return (
    <Page
      title={t('verify.titleOf', { title: ceremony.title })}
      before={
        <p className="mb-2">
          <Link to="/c/$slug" params={{ slug: ceremony.slug }}>
            {t('verify.back')}
          </Link>
        </p>
      }
    >
      <p className="max-w-prose text-lg text-soft">{t('verify.lead')}</p>
      {ceremony.test && <Notice tone="warn">{t('verify.test')}</Notice>}
      <Served ceremony={ceremony} />
    </Page>
  );
}

function Served({ ceremony }: { ceremony: NonNullable<Parameters<typeof Mine>[0]['ceremony']> }) {
  const { t } = useTexts();
  const given = useGiven();
  const { sorted, identities } = given;
  const { slug } = ceremony;
  const where = { kind: 'server', server: SERVER, slug } as const;
  const {
    data: described,
    error,
    refetch,
  } = useQuery({
    queryKey: ['verify-describe', SERVER, slug],
    queryFn: ({ signal }) => ask('describe', { where }, { signal }),
  });
  if (error) return <ErrorNotice error={error} again={() => void refetch()} />;
  return (
    <>
      <ExpectationCard expected={given.expected} />
      {described && <Comparison described={described} expected={given.expected} />}
      <Mine
        ceremony={ceremony}
        sought={{ receipts: sorted.receipts, identities }}
        made={sorted.made}
        onGiven={given.give}
        onIdentity={given.addIdentity}
        onRemove={given.remove}
      />
      <GivenNotices given={given} />
      <Attestations where={where} attestations={sorted.attestations} onGiven={given.give} />
      {described ? (
        <Checks
          where={where}
          described={described}
          what={described.title}
          receipts={sorted.receipts}
          expected={given.expected}
          identities={identities}
          made={sorted.made}
        />
      ) : (
        <p>{t('shell.loading')}</p>
      )}
    </>
  );
}
