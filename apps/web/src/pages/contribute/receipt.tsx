/** One accepted contribution: the hash that names it, the receipt to keep, the attestation to publish. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Concept } from '../../ui/concept.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { WorkReceipt } from '../../work/state.ts';
import { Beads } from './beads.tsx';
import { Publish } from './publish.tsx';
import { saveFile } from './save-file.ts';

export function Receipt({
  ceremony,
  receipt,
  participantId,
}: {
  ceremony: CeremonyBody;
  receipt: WorkReceipt;
  participantId: number | undefined;
}) {
  const { t, rich, formats } = useTexts();
  const { position, hash, circuit, file } = receipt;
  const groups = hash.match(/.{1,8}/g) ?? [];
  return (
    <article
      className="flex flex-col gap-5 rounded-xl border border-line p-4 sm:p-6"
      aria-label={circuit ?? ceremony.title}
    >
      <div className="flex flex-wrap items-center justify-between gap-4">
        <div>
          {circuit !== undefined && <p className="text-soft">{circuit}</p>}
          <p className="text-2xl font-bold">
            {position === undefined
              ? t('contribute.included')
              : t('contribute.youAreNumber', { position: formats.number(position) })}
          </p>
        </div>
        <Beads position={position} hash={hash} />
      </div>
      <div>
        <h3 className="font-semibold">
          {rich('contribute.hash', { hash: (inner) => <Concept of="contributionHash">{inner}</Concept> })}
        </h3>
        <p className="mt-2 flex flex-wrap gap-x-3 gap-y-1 font-mono text-base sm:text-lg" translate="no">
          {groups.map((group, index) => (
            <span key={index}>{group}</span>
          ))}
        </p>
        <div className="mt-3">
          <CopyButton text={hash}>{t('contribute.copyHash')}</CopyButton>
        </div>
      </div>
      <div>
        <h3 className="font-semibold">{t('contribute.receiptKeep')}</h3>
        <p className="mt-1 max-w-prose text-soft">
          {t('contribute.receiptWhy')} {receipt.scheme === 'KZG' && t('contribute.receiptNames')}
        </p>
        <div className="mt-3">
          <Button onClick={() => saveFile(file.name, file.text)}>{t('contribute.receiptSave')}</Button>
        </div>
      </div>
      <Publish ceremony={ceremony} receipt={receipt} participantId={participantId} />
    </article>
  );
}
