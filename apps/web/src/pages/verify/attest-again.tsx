import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useMutation } from '@tanstack/react-query';
import { attestationOf } from '../../server/attested.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { saveBlob } from '../../ui/save-blob.ts';
import type { ReadReceipt } from '../../verifying/messages.ts';

/** The text to publish, made again from a receipt that this ceremony has signed. */
export function AttestAgain({
  ceremony,
  receipt: { kept, said },
}: {
  ceremony: CeremonyBody;
  receipt: ReadReceipt;
}) {
  const { t } = useTexts();
  const making = useMutation({
    async mutationFn() {
      const text = await attestationOf(kept, ceremony);
      const name = said.scheme === 'KZG' ? 'attestation.md' : `attestation-${said.circuit}.md`;
      saveBlob(name, new Blob([text], { type: 'text/markdown' }));
    },
  });
  return (
    <>
      <Button look="quiet" busy={making.isPending} onClick={() => making.mutate()}>
        {t('verify.attestAgain')}
      </Button>
      {making.error && <ErrorNotice error={making.error} />}
    </>
  );
}
