/** The wallets in this browser; a click on one signs in by it. */
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../texts/use-texts.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { messageFor, signByWallet, signInBy } from './ethereum.ts';
import { SessionFault } from './session-fault.tsx';
import { accountsOf, otherAccountsOf, watchAccounts } from './wallet-accounts.ts';
import { WalletFault, walletFault } from './wallet-fault.ts';
import { useWallets, type Wallet } from './wallets.ts';

type Doing =
  | { at: 'nothing' }
  | { at: 'connecting'; wallet: Wallet }
  /** `left`: the account that was about to sign when another one was chosen in the wallet. */
  | { at: 'choosing'; wallet: Wallet; accounts: string[]; left?: string | undefined }
  | { at: 'signing'; wallet: Wallet; account: string };

export function WalletList({ onDone }: { onDone: () => void }) {
  const { t } = useTexts();
  const wallets = useWallets();
  const [doing, setDoing] = useState<Doing>({ at: 'nothing' });
  const [fault, setFault] = useState<unknown>(null);
  const nameOf = ({ name }: Wallet) => name ?? t('session.walletHere');
  /** What an earlier attempt comes to after another has begun counts for nothing. */
  const attempts = useRef(0);

  const attempt = async (wallet: Wallet, work: (isLatest: () => boolean) => Promise<void>) => {
    const number = ++attempts.current;
    const isLatest = () => attempts.current === number;
    setFault(null);
    try {
      setDoing({ at: 'connecting', wallet });
      await work(isLatest);
    } catch (error) {
      if (!isLatest()) return;
      setFault(error);
      setDoing({ at: 'nothing' });
    }
  };
  const choose = (wallet: Wallet, accounts: string[], left?: string) => {
    attempts.current++;
    setDoing({ at: 'choosing', wallet, accounts, left });
  };
  const sign = (wallet: Wallet, account: string) =>
    attempt(wallet, async (isLatest) => {
      const message = await messageFor(account);
      if (!isLatest()) return;
      setDoing({ at: 'signing', wallet, account });
      const signature = await signByWallet(wallet, account, new TextEncoder().encode(message));
      if (!isLatest()) return;
      await signInBy(message, signature);
      setDoing({ at: 'nothing' });
      onDone();
    });
  const connect = (wallet: Wallet) =>
    attempt(wallet, async (isLatest) => {
      const accounts = await accountsOf(wallet);
      if (!isLatest()) return;
      if (accounts.length > 1) choose(wallet, accounts);
      else await sign(wallet, accounts[0]!);
    });
  /** The wallet asks which accounts it may show; one that cannot is asked by its own window. */
  const others = (wallet: Wallet) =>
    attempt(wallet, async (isLatest) => {
      const accounts = await otherAccountsOf(wallet).catch((error: unknown) => {
        throw walletFault(error).kind === 'unsupported' ? new WalletFault('one-account', '') : error;
      });
      if (isLatest()) choose(wallet, accounts);
    });

  const wallet = doing.at === 'choosing' || doing.at === 'signing' ? doing.wallet : undefined;
  const account = doing.at === 'signing' ? doing.account : undefined;
  useEffect(() => {
    if (!wallet) return;
    return watchAccounts(wallet, (accounts) => {
      if (accounts.length === 0) {
        attempts.current++;
        setFault(new WalletFault('locked', 'no account'));
        setDoing({ at: 'nothing' });
      } else if (account?.toLowerCase() !== accounts[0]!.toLowerCase()) {
        attempts.current++;
        setDoing({ at: 'choosing', wallet, accounts, left: account });
      }
    });
  }, [wallet, account]);

  return (
    <section aria-label={t('session.wallets')}>
      {wallets.length === 0 ? (
        <p className="text-soft">{t('session.noWallet')}</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {wallets.map((wallet) => (
            <li key={wallet.id}>
              <button
                type="button"
                className={`${buttonClass()} w-full`}
                disabled={doing.at === 'connecting' || doing.at === 'signing'}
                onClick={() => void connect(wallet)}
              >
                {wallet.icon && <img src={wallet.icon} alt="" className="size-6 rounded" />}
                {t('session.withWallet', { wallet: nameOf(wallet) })}
              </button>
            </li>
          ))}
        </ul>
      )}
      {doing.at === 'choosing' && (
        <Accounts
          accounts={doing.accounts}
          left={doing.left}
          wallet={nameOf(doing.wallet)}
          onChosen={(chosen) => void sign(doing.wallet, chosen)}
          onOthers={() => void others(doing.wallet)}
          onLeft={() => setDoing({ at: 'nothing' })}
        />
      )}
      <div role="status" className={doing.at === 'nothing' ? 'sr-only' : 'mt-3 text-soft'}>
        {doing.at === 'connecting' && t('session.connecting', { wallet: nameOf(doing.wallet) })}
        {doing.at === 'signing' && (
          <>
            <p>{t('session.signing', { wallet: nameOf(doing.wallet) })}</p>
            <p className="mt-2">
              {t('session.signingAs')}{' '}
              <code className="font-mono text-sm break-all text-ink">{doing.account}</code>
            </p>
          </>
        )}
      </div>
      {doing.at === 'signing' && (
        <p className="mt-3">
          <Button look="quiet" onClick={() => void others(doing.wallet)}>
            {t('session.otherAccount')}
          </Button>
        </p>
      )}
      {fault !== null && (
        <div className="mt-3">
          <SessionFault error={fault} />
        </div>
      )}
    </section>
  );
}

function Accounts({
  accounts,
  left,
  wallet,
  onChosen,
  onOthers,
  onLeft,
}: {
  accounts: string[];
  left: string | undefined;
  wallet: string;
  onChosen: (account: string) => void;
  onOthers: () => void;
  onLeft: () => void;
}) {
  const { t } = useTexts();
  const box = useRef<HTMLFieldSetElement>(null);
  useEffect(() => box.current?.querySelector('button')?.focus(), []);
  return (
    <fieldset ref={box} className="mt-3 rounded-lg border border-line p-4">
      <legend className="px-1 font-semibold">{t('session.chooseAccount')}</legend>
      <p className="mb-3 text-soft" role="status">
        {left === undefined
          ? t('session.chooseAccountWhy')
          : t('session.accountChanged', { wallet, account: `${left.slice(0, 6)}…${left.slice(-4)}` })}
      </p>
      <ul className="flex flex-col gap-2">
        {accounts.map((account) => (
          <li key={account}>
            <button
              type="button"
              className={`${buttonClass('quiet')} w-full`}
              onClick={() => onChosen(account)}
            >
              <code className="font-mono text-sm break-all">{account}</code>
            </button>
          </li>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button look="quiet" onClick={onOthers}>
          {t('session.otherAccount')}
        </Button>
        <Button look="quiet" onClick={onLeft}>
          {t('session.notNow')}
        </Button>
      </div>
    </fieldset>
  );
}
