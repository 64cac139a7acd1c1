import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTexts } from '../../texts/use-texts.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { Given, Sorted } from '../../verifying/messages.ts';
import { ask } from '../../verifying/verifier.ts';

/** Attestations against what their ceremony published; its receipt is what the checks go on with. */
export function Attestations({
  where,
  attestations,
  onGiven,
}: {
  where: { server: string; slug: string };
  attestations: Sorted['attestations'];
  onGiven(files: Given[]): void;
}) {
  return attestations.map((one) => (
    <Attestation
      key={`${one.name} ${one.block.contribution}`}
      where={where}
      attestation={one}
      onGiven={onGiven}
    />
  ));
}

function Attestation({
  where: { server, slug },
  attestation: { text, block },
  onGiven,
}: {
  where: { server: string; slug: string };
  attestation: Sorted['attestations'][number];
  onGiven(files: Given[]): void;
}) {
  const { t } = useTexts();
  const { data, error } = useQuery({
    queryKey: ['verify-attestation', server, slug, text],
    queryFn: ({ signal }) => ask('attestation', { server, slug, text }, { signal }),
  });
  useEffect(() => {
    if (data) onGiven([{ path: 'receipt', file: new File([JSON.stringify(data.receipt)], 'receipt.json') }]);
  }, [data, onGiven]);
  return (
    <Card title={t('verify.attestationOf', { number: block.number, circuit: block.circuit })}>
      {error ? (
        <ErrorNotice error={error} />
      ) : data ? (
        <Notice tone="good" live="polite" title={t('verify.published', { address: data.receiptAddress })}>
          <p>{t('verify.worth')}</p>
        </Notice>
      ) : (
        <p>{t('verify.looking')}</p>
      )}
    </Card>
  );
}
