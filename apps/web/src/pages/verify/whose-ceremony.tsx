import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { SERVER } from '../../server/place.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ask } from '../../verifying/verifier.ts';
import { Chosen } from './by-address.tsx';
import type { GivenState } from './use-given.ts';

/** Finds the ceremony of a receipt, an attestation or a manifest on this server, and goes on with its checks. */
export function WhoseCeremony({ given }: { given: GivenState }) {
  const { t } = useTexts();
  const [receipt] = given.sorted.receipts;
  const [attestation] = given.sorted.attestations;
  const manifest = given.expected.all.flatMap(({ one }) => ('manifest' in one ? [one.manifest] : []))[0];
  const [chosen, setChosen] = useState<string>();
  const { data, error } = useQuery({
    queryKey: ['verify-find', receipt?.kept.signature, attestation?.block.contribution, manifest],
    queryFn: ({ signal }) =>
      ask(
        'find',
        { server: SERVER, sought: { receipt, attestation: attestation?.block, manifest } },
        { signal },
      ),
  });
  if (error) return <ErrorNotice error={error} />;
  if (!data) return <p role="status">{t('verify.whichFind')}</p>;
  const [only, second] = data;
  const slug = chosen ?? (second ? undefined : only?.slug);
  if (slug !== undefined) return <Chosen where={{ server: SERVER, slug }} given={given} />;
  if (second)
    return (
      <Card title={t('verify.whichTitle')}>
        <div className="flex flex-wrap gap-2">
          {data.map((one) => (
            <Button key={one.slug} look="quiet" onClick={() => setChosen(one.slug)}>
              {one.title}
            </Button>
          ))}
        </div>
      </Card>
    );
  const elsewhere = originOf(receipt?.kept.server);
  return (
    <Notice
      tone="warn"
      live="polite"
      title={t(receipt || attestation ? 'verify.whichNone' : 'verify.whichNoneManifest')}
    >
      {elsewhere !== undefined && (
        <p>
          {t('verify.whichElsewhere', { server: elsewhere.href })}{' '}
          <a href={`${elsewhere.href.replace(/\/$/, '')}/verify`} rel="noopener nofollow">
            {t('verify.whichOpen', { host: elsewhere.host })}
          </a>
        </p>
      )}
      {!elsewhere && <p>{t('verify.whichNoneNext')}</p>}
    </Notice>
  );
}

/** An address that a receipt names, where it is one that a link may lead to. */
function originOf(text: string | undefined): URL | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.href !== `${SERVER}/` ? url : undefined;
}
