/** Whatever somebody has at hand: `/verify`. */
import { type ReactNode, useState } from 'react';
import { useTexts } from '../../texts/use-texts.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ByAddress, Chosen } from './by-address.tsx';
import { Checks } from './checks.tsx';
import { DropZone } from './drop-zone.tsx';
import { SoughtList } from './mine.tsx';
import { type GivenState, useGiven } from './use-given.ts';
import { VerifierCheck } from './verifier-check.tsx';
import { WhoseCeremony } from './whose-ceremony.tsx';

export function AnyPage() {
  const { t } = useTexts();
  const given = useGiven();
  const { sorted } = given;
  const [address, setAddress] = useState<{ server: string; slug: string }>();
  return (
    <Page title={t('verify.title')}>
      <p className="max-w-prose text-lg text-soft">{t('verify.leadAny')}</p>
      <div className="print:hidden">
        <DropZone title={t('verify.dropTitle')} folders onGiven={given.give} />
      </div>
      <div role="status" className="empty:hidden">
        {given.looking && <p>{t('verify.looking')}</p>}
        {sorted.others.length > 0 && (
          <Notice tone="warn">
            {sorted.others.includes('pasted')
              ? t('verify.pasteNone')
              : t('verify.notUseful', { names: shortened(sorted.others) })}
          </Notice>
        )}
      </div>
      {given.error !== undefined && <ErrorNotice error={given.error} />}
      <WhatWasGiven given={given} />
      <ByAddress onAddress={setAddress} />
      {address && <Chosen where={address} given={given} />}
    </Page>
  );
}

/** Names of many files as far as anybody reads them. */
function shortened(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(', ')} …` : names.join(', ');
}

function WhatWasGiven({ given }: { given: GivenState }) {
  const { t } = useTexts();
  const { sorted, identities, remove } = given;
  const { archive, transcripts, verifiers, receipts, attestations, made } = sorted;
  const sought = { receipts, identities };
  return (
    <>
      {receipts.length > 0 && (
        <Card title={t('verify.mine')}>
          <SoughtList sought={sought} onRemove={remove} />
        </Card>
      )}
      {archive && (
        <Section title={t('verify.archiveTitle', { title: archive.described.title })}>
          <Checks
            where={{ kind: 'given', files: archive.files }}
            described={archive.described}
            what={archive.described.title}
            receipts={receipts}
            made={made}
            whole
          />
        </Section>
      )}
      {transcripts.map((file) => (
        <Section key={file.name} title={t('verify.transcriptTitle', { name: file.name })}>
          <Checks
            where={{ kind: 'transcript', file }}
            described={undefined}
            what={file.name}
            receipts={receipts.filter(({ said }) => said.scheme === 'KZG')}
            whole
          />
        </Section>
      ))}
      {!archive && transcripts.length === 0 && (receipts.length > 0 || attestations.length > 0) && (
        <WhoseCeremony given={given} />
      )}
      {verifiers.map((file) => (
        <VerifierCheck key={file.name} file={file} />
      ))}
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-4">
      <h2 className="mt-4 text-xl font-semibold">{title}</h2>
      {children}
    </section>
  );
}
