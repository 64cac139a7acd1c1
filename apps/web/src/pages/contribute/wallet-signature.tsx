/** The wallet that somebody signed in with may sign their contribution, too: before the waiting, and only if they like. */
import { useEffect, useRef, useState } from 'react';
import { useWallets, type Wallet } from '../../session/wallets.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { EarlySigning } from '../../work/early-signing.ts';
import { signEarly } from './sign-early.ts';
import { SignatureFaultNotice } from './signature-fault.tsx';
import type { Signer } from './signer.ts';

type Doing = { at: 'nothing' } | { at: 'asking'; wallet: Wallet } | { at: 'signed' };

interface Props {
  signer: Signer;
  signing: EarlySigning;
  /** What was added to the randomness; the bytes move away. */
  entropy?: () => Uint8Array | undefined;
  /** Whether a secret is drawn for the wallet: what is added later is not in it. */
  onDrawn?: (drawn: boolean) => void;
}

function WalletSignature({ signer, signing, entropy, onDrawn }: Props) {
  const { t } = useTexts();
  const wallets = useWallets();
  const [doing, setDoing] = useState<Doing>({ at: 'nothing' });
  const [fault, setFault] = useState<unknown>(null);
  const asking = useRef<AbortController>(undefined);
  const controls = useRef<HTMLDivElement>(null);
  const nameOf = ({ name }: Wallet) => name ?? t('session.walletHere');

  const become = (next: Doing) => {
    setDoing(next);
    onDrawn?.(next.at !== 'nothing');
  };
  const throwAway = () => {
    asking.current?.abort();
    asking.current = undefined;
    signing.throwAway();
    become({ at: 'nothing' });
  };
  const sign = async (wallet: Wallet) => {
    const abort = new AbortController();
    asking.current = abort;
    setFault(null);
    become({ at: 'asking', wallet });
    const { address } = signer;
    const { signal } = abort;
    try {
      await signEarly(wallet, { address, signing, signal, entropy: () => entropy?.() });
      asking.current = undefined;
      if (!signal.aborted) become({ at: 'signed' });
    } catch (error) {
      if (signal.aborted) return;
      setFault(error);
      become({ at: 'nothing' });
    }
  };

  // Whoever goes on while the wallet is asked goes on without.
  useEffect(
    () => () => {
      if (!asking.current) return;
      asking.current.abort();
      signing.leave();
    },
    [signing],
  );
  // The control that was used is gone: what is said instead is where somebody goes on who hears it.
  const before = useRef(doing.at);
  useEffect(() => {
    if (before.current === doing.at) return;
    before.current = doing.at;
    const next = doing.at === 'nothing' ? 'button' : '[role=status]';
    controls.current?.querySelector<HTMLElement>(next)?.focus({ preventScroll: true });
  }, [doing.at]);

  return (
    <div ref={controls} className="flex flex-col gap-3">
      <div role="status" tabIndex={-1} className={doing.at === 'nothing' ? 'sr-only' : 'outline-none'}>
        {doing.at === 'asking' && (
          <p className="max-w-prose text-soft">{t('signature.asking', { wallet: nameOf(doing.wallet) })}</p>
        )}
        {doing.at === 'signed' && (
          <Notice tone="good" title={t('signature.done', { account: signer.name })}>
            <p>{t('signature.doneMeans')}</p>
          </Notice>
        )}
      </div>
      {fault !== null && <SignatureFaultNotice error={fault} account={signer.name} />}
      {doing.at === 'nothing' && wallets.length === 0 && (
        <p className="max-w-prose text-soft">{t('signature.noWallet')}</p>
      )}
      <div className="flex flex-wrap gap-2">
        {doing.at === 'nothing' &&
          wallets.map((wallet) => (
            <Button key={wallet.id} look="quiet" onClick={() => void sign(wallet)}>
              {wallet.icon && <img src={wallet.icon} alt="" className="size-6 rounded" />}
              {t('signature.sign', { wallet: nameOf(wallet) })}
            </Button>
          ))}
        {doing.at !== 'nothing' && (
          <Button look="quiet" onClick={throwAway}>
            {t(doing.at === 'asking' ? 'signature.cancel' : 'signature.throwAway')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Before the waiting: what it is good for, and what it means for the secret. */
export function OfferSignature(props: Props) {
  const { t } = useTexts();
  return (
    <section aria-labelledby="wallet-signature" className="flex flex-col gap-4">
      <div>
        <h3 id="wallet-signature" className="text-lg font-semibold">
          {t('signature.title')} <span className="font-normal text-soft">({t('signature.optional')})</span>
        </h3>
        <p className="mt-1 max-w-prose">{t('signature.why', { account: props.signer.name })}</p>
      </div>
      <details className="rounded-xl border border-line">
        <summary className="min-h-11 px-4 py-2.5 font-semibold text-accent">{t('signature.means')}</summary>
        <div className="flex max-w-prose flex-col gap-2 border-t border-line p-4">
          <p>{t('signature.meansText')}</p>
          <p>{t('signature.meansReload')}</p>
        </div>
      </details>
      <WalletSignature {...props} />
    </section>
  );
}

/** While waiting: a signature that is there, or one that went with a reload and can be made once more. */
export function SignatureMeanwhile({
  signature,
  signer,
  signing,
}: {
  signature: 'kept' | 'gone' | undefined;
  signer: Signer | undefined;
  signing: EarlySigning;
}) {
  const { t } = useTexts();
  const kept = useRef<HTMLParagraphElement>(null);
  const before = useRef(signature);
  useEffect(() => {
    // The button that was used is gone.
    if (before.current === 'gone') kept.current?.focus({ preventScroll: true });
    before.current = signature;
  }, [signature]);
  if (signature === 'kept')
    return (
      <p ref={kept} tabIndex={-1} className="max-w-prose text-soft outline-none">
        {t('signature.kept')}
      </p>
    );
  if (signature === undefined || !signer) return null;
  return (
    <Notice title={t('signature.gone')}>
      <p className="mt-1 mb-3 max-w-prose">{t('signature.goneWhy')}</p>
      <WalletSignature signer={signer} signing={signing} />
    </Notice>
  );
}
