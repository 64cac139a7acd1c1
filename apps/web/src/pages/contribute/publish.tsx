/** Telling the world: a text that others can check, where it may be put, and a wallet's signature under it. */
import type { AnswerBody, CeremonyBody } from '@brebaje/client/rest/bodies';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { SERVER } from '../../server/place.ts';
import { read, rest } from '../../server/rest.ts';
import { signByWallet } from '../../session/ethereum.ts';
import { SessionFault } from '../../session/session-fault.tsx';
import { useMe } from '../../session/use-me.ts';
import { accountsOf } from '../../session/wallet-accounts.ts';
import { useWallets, type Wallet } from '../../session/wallets.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { INPUT, LABEL } from '../../ui/input.ts';
import type { WorkReceipt } from '../../work/state.ts';
import { saveFile } from './save-file.ts';

export function Publish({
  ceremony,
  receipt,
  participantId,
}: {
  ceremony: CeremonyBody;
  receipt: WorkReceipt;
  participantId: number | undefined;
}) {
  const { t } = useTexts();
  const { attestation, circuit } = receipt;
  const named = `attestation${circuit === undefined ? '' : `-${circuit}`}.md`;
  const short = t('contribute.short', {
    title: ceremony.title,
    hash: receipt.hash.slice(0, 16),
    page: `${SERVER}/c/${ceremony.slug}`,
  });
  return (
    <details className="rounded-xl border border-line">
      <summary className="min-h-11 px-4 py-2.5 font-semibold text-accent">{t('contribute.publish')}</summary>
      <div className="flex flex-col gap-5 border-t border-line p-4">
        <p className="max-w-prose">{t('contribute.publishWhy')}</p>
        {attestation !== '' && (
          <div className="flex flex-col gap-3">
            <textarea
              readOnly
              rows={8}
              className="w-full rounded-md border border-line bg-sunken p-3 font-mono text-sm"
              aria-label={t('contribute.attestation')}
              value={attestation}
              spellCheck={false}
            />
            <div className="flex flex-wrap gap-2">
              <CopyButton text={attestation}>{t('contribute.attestationCopy')}</CopyButton>
              <Button look="quiet" onClick={() => saveFile(named, attestation, 'text/markdown')}>
                {t('contribute.attestationSave')}
              </Button>
              <a
                className={buttonClass('quiet')}
                href="https://gist.github.com/"
                target="_blank"
                rel="noopener noreferrer"
              >
                {t('contribute.gist')}
              </a>
            </div>
            <p className="max-w-prose text-sm text-soft">{t('contribute.gistHow')}</p>
          </div>
        )}
        <div className="flex flex-col gap-2">
          <p className={LABEL}>{t('contribute.shortTitle')}</p>
          <p className="rounded-md bg-sunken p-3">{short}</p>
          <div>
            <CopyButton text={short}>{t('contribute.copyShort')}</CopyButton>
          </div>
        </div>
        {attestation !== '' && <SignAttestation attestation={attestation} name={named} />}
        {participantId !== undefined && (
          <Attach ceremony={ceremony} receipt={receipt} participantId={participantId} />
        )}
      </div>
    </details>
  );
}

/** A detached signature, as `brebaje attestation verify --signature` takes it: EIP-191 over the text's bytes. */
function SignAttestation({ attestation, name }: { attestation: string; name: string }) {
  const { t } = useTexts();
  const { me } = useMe();
  const wallets = useWallets();
  const signing = useMutation({
    mutationFn: async (wallet: Wallet) => {
      const accounts = await accountsOf(wallet);
      // The account that others know from the record, where the wallet shows it.
      const own = accounts.find((one) =>
        me?.identities.some(({ sub }) => sub === `eth|${one.toLowerCase()}`),
      );
      const account = own ?? accounts[0]!;
      const signature = await signByWallet(wallet, account, new TextEncoder().encode(attestation));
      saveFile(`${name}.wallet`, `${signature}\n`, 'text/plain');
      saveFile(name, attestation, 'text/markdown');
      return account;
    },
  });
  if (wallets.length === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      <p className={LABEL}>{t('contribute.sign')}</p>
      <p className="max-w-prose text-sm text-soft">{t('contribute.signWhy')}</p>
      <div className="flex flex-wrap gap-2">
        {wallets.map((wallet) => (
          <Button
            key={wallet.id}
            look="quiet"
            busy={signing.isPending}
            onClick={() => signing.mutate(wallet)}
          >
            {t('contribute.signWith', { wallet: wallet.name ?? t('session.walletHere') })}
          </Button>
        ))}
      </div>
      {signing.isSuccess && <p role="status">{t('contribute.signed', { account: signing.data })}</p>}
      {signing.error && <SessionFault error={signing.error} />}
    </div>
  );
}

/** Where the text was published, for everybody who looks at the contribution. */
function Attach({
  ceremony,
  receipt,
  participantId,
}: {
  ceremony: CeremonyBody;
  receipt: WorkReceipt;
  participantId: number;
}) {
  const { t } = useTexts();
  const id = useId();
  const [url, setUrl] = useState('');
  const attaching = useMutation({
    mutationFn: async () => {
      const query = `ceremonyId=${ceremony.id}&participantId=${participantId}&limit=100`;
      const { items } = await read<AnswerBody<'listContributions'>>(`/contributions?${query}`);
      const found = items.find(({ contributionHash }) => contributionHash === receipt.hash);
      if (!found) throw new Error(t('contribute.attachUnknown'));
      await rest.call({
        method: 'PUT',
        path: `/contributions/${found.id}/attestation`,
        body: { url: url.trim() },
      });
    },
  });
  const attach = (event: FormEvent) => {
    event.preventDefault();
    attaching.mutate();
  };
  return (
    <form onSubmit={attach} className="flex max-w-prose flex-col gap-1">
      <label htmlFor={id} className={LABEL}>
        {t('contribute.attach')}
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          id={id}
          type="url"
          required
          pattern="https://.*"
          maxLength={300}
          placeholder="https://gist.github.com/…"
          className={`${INPUT} min-w-52 flex-1`}
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
        <Button type="submit" look="quiet" busy={attaching.isPending}>
          {t('contribute.attachDo')}
        </Button>
      </div>
      <p className="text-sm text-soft">{t('contribute.attachHow')}</p>
      {attaching.isSuccess && <p role="status">{t('contribute.attached')}</p>}
      {attaching.error && <ErrorNotice error={attaching.error} />}
    </form>
  );
}
