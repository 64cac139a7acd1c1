/** The accounts that a wallet shows this page (EIP-1193, EIP-2255). */
import { WalletFault } from './wallet-fault.ts';
import type { Wallet } from './wallets.ts';

/** The accounts that the person lets this page see, the wallet's current one first. Throws WalletFault where there is none. */
export async function accountsOf(wallet: Wallet): Promise<string[]> {
  const accounts = accountsIn(await wallet.provider.request({ method: 'eth_requestAccounts' }));
  if (accounts.length === 0) throw new WalletFault('locked', 'no account');
  return accounts;
}

/** The same, after the wallet has asked the person anew which ones these are (EIP-2255). */
export async function otherAccountsOf(wallet: Wallet): Promise<string[]> {
  await wallet.provider.request({ method: 'wallet_requestPermissions', params: [{ eth_accounts: {} }] });
  return accountsOf(wallet);
}

/** Hears of other accounts that the person chooses in the wallet meanwhile; the function that it answers ends that. */
export function watchAccounts({ provider }: Wallet, heard: (accounts: string[]) => void): () => void {
  const { on, removeListener } = provider;
  if (typeof on !== 'function' || typeof removeListener !== 'function') return () => {};
  const changed = (answer: unknown) => heard(accountsIn(answer));
  on.call(provider, 'accountsChanged', changed);
  return () => removeListener.call(provider, 'accountsChanged', changed);
}

function accountsIn(answer: unknown): string[] {
  const addresses = (Array.isArray(answer) ? answer : []).filter(
    (one): one is string => typeof one === 'string' && /^0x[0-9a-fA-F]{40}$/.test(one),
  );
  return addresses.slice(0, 20);
}
