/** The wallets in this browser; a click on one signs in by it. */
import { useState } from 'react';
import { useTexts } from '../texts/use-texts.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { accountsOf, messageFor, signByWallet, signInBy } from './ethereum.ts';
import { SessionFault } from './session-fault.tsx';
import { useWallets, type Wallet } from './wallets.ts';

type Doing =
  | { at: 'nothing' }
  | { at: 'connecting' | 'signing'; wallet: Wallet }
  | { at: 'choosing'; wallet: Wallet; accounts: string[] };

export function WalletList({ onDone }: { onDone: () => void }) {
  const { t } = useTexts();
  const wallets = useWallets();
  const [doing, setDoing] = useState<Doing>({ at: 'nothing' });
  const [fault, setFault] = useState<unknown>(null);
  const nameOf = ({ name }: Wallet) => name ?? t('session.walletHere');

  const attempt = async (wallet: Wallet, address: string | undefined) => {
    setFault(null);
    try {
      setDoing({ at: 'connecting', wallet });
      let account = address;
      if (account === undefined) {
        const accounts = await accountsOf(wallet);
        if (accounts.length > 1) return setDoing({ at: 'choosing', wallet, accounts });
        account = accounts[0]!;
      }
      const message = await messageFor(account);
      setDoing({ at: 'signing', wallet });
      await signInBy(message, await signByWallet(wallet, account, new TextEncoder().encode(message)));
      onDone();
    } catch (error) {
      setFault(error);
    }
    setDoing({ at: 'nothing' });
  };

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
                onClick={() => void attempt(wallet, undefined)}
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
          onChosen={(account) => void attempt(doing.wallet, account)}
          onLeft={() => setDoing({ at: 'nothing' })}
        />
      )}
      <p role="status" className={doing.at === 'nothing' ? 'sr-only' : 'mt-3 text-soft'}>
        {doing.at === 'connecting' && t('session.connecting', { wallet: nameOf(doing.wallet) })}
        {doing.at === 'signing' && t('session.signing', { wallet: nameOf(doing.wallet) })}
      </p>
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
  onChosen,
  onLeft,
}: {
  accounts: string[];
  onChosen: (account: string) => void;
  onLeft: () => void;
}) {
  const { t } = useTexts();
  return (
    <fieldset className="mt-3 rounded-lg border border-line p-4">
      <legend className="px-1 font-semibold">{t('session.chooseAccount')}</legend>
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
      <p className="mt-3">
        <Button look="quiet" onClick={onLeft}>
          {t('session.notNow')}
        </Button>
      </p>
    </fieldset>
  );
}
