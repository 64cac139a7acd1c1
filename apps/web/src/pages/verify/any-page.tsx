/** Whatever somebody has at hand: `/verify`. */
import { type ReactNode, useState } from 'react';
import { useTexts } from '../../texts/use-texts.tsx';
import { Card } from '../../ui/card.tsx';
import { Page } from '../../ui/page.tsx';
import { ByAddress, Chosen } from './by-address.tsx';
import { Checks } from './checks.tsx';
import { Comparison } from './comparison.tsx';
import { DropZone } from './drop-zone.tsx';
import { ExpectationCard } from './expectation-card.tsx';
import { GivenNotices } from './given-notices.tsx';
import { SoughtList } from './mine.tsx';
import { type GivenState, useGiven } from './use-given.ts';
import { VerifierCheck } from './verifier-check.tsx';
import { WhoseCeremony } from './whose-ceremony.tsx';

export function AnyPage() {
  const { t } = useTexts();
  const given = useGiven();
  const [address, setAddress] = useState<{ server: string; slug: string }>();
  return (
    <Page title={t('verify.title')}>
      <p className="max-w-prose text-lg text-soft">{t('verify.leadAny')}</p>
      <div className="print:hidden">
        <DropZone title={t('verify.dropTitle')} folders onGiven={given.give} />
      </div>
      <GivenNotices given={given} />
      <Card>
        <ByAddress onAddress={setAddress} />
      </Card>
      <ExpectationCard expected={given.expected} />
      <WhatWasGiven given={given} elsewhere={address !== undefined} />
      {address && <Chosen where={address} given={given} />}
    </Page>
  );
}

function WhatWasGiven({
  given,
  elsewhere,
}: {
  given: GivenState;
  /** Somebody has said which ceremony is meant. */
  elsewhere: boolean;
}) {
  const { t } = useTexts();
  const { sorted, identities, remove } = given;
  const { archive, transcripts, verifiers, receipts, attestations, made } = sorted;
  const sought = { receipts, identities };
  const { expected } = given;
  const manifests = expected.all.some(({ one }) => 'manifest' in one);
  return (
    <>
      {receipts.length > 0 && (
        <Card title={t('verify.mine')}>
          <SoughtList sought={sought} onRemove={remove} />
        </Card>
      )}
      {archive && (
        <Section title={t('verify.archiveTitle', { title: archive.described.title })}>
          <Comparison described={archive.described} expected={expected} />
          <Checks
            where={{ kind: 'given', files: archive.files }}
            described={archive.described}
            what={archive.described.title}
            receipts={receipts}
            expected={expected}
            made={made}
            whole
          />
        </Section>
      )}
      {transcripts.map((file) => (
        <Section key={file.name} title={t('verify.transcriptTitle', { name: file.name })}>
          <Comparison described={undefined} expected={expected} />
          <Checks
            where={{ kind: 'transcript', file }}
            described={undefined}
            what={file.name}
            receipts={receipts.filter(({ said }) => said.scheme === 'KZG')}
            expected={expected}
            whole
          />
        </Section>
      ))}
      {!archive &&
        transcripts.length === 0 &&
        !elsewhere &&
        (receipts.length > 0 || attestations.length > 0 || manifests) && <WhoseCeremony given={given} />}
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
