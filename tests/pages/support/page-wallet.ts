/** A wallet as pages see one (EIP-6963, EIP-1193), whose key stays in the test. */
import type { Page } from 'playwright-core';
import { newWallet, type Wallet } from '../../support/wallet.ts';

export interface PageWallet extends Wallet {
  /** As it announces itself. */
  name: string;
  /** What happens when it is asked for anything: nothing special, or the person says no. */
  mood: 'willing' | 'refuses' | 'no-account' | 'no-typed-data';
  /** Accounts that it shows besides, after its own. */
  others: Wallet[];
  /** Whether it signs, or waits with that until the promise is there. */
  signing: Promise<void>;
  /** What it was asked to sign by which address, in order. */
  asked: string[];
}

export function pageWallet(name = 'Testy'): PageWallet {
  return { ...newWallet(), name, mood: 'willing', others: [], signing: Promise.resolve(), asked: [] };
}

/** Another account is the current one from now on; pages that listen hear it. */
export async function switchAccount(page: Page, wallet: PageWallet, to: Wallet): Promise<void> {
  const { address, sign, signTyped, signContribution } = wallet;
  const left = { address, sign, signTyped, signContribution };
  wallet.others = [...wallet.others.filter((one) => one !== to), left];
  Object.assign(wallet, to);
  await page.evaluate(
    (accounts) => dispatchEvent(new CustomEvent('test-wallet-accounts', { detail: accounts })),
    accountsOf(wallet),
  );
}

const accountsOf = ({ address, others }: PageWallet) =>
  [address, ...others.map((one) => one.address)].map((one) => one.toLowerCase());

type Asked = { method: string; params?: unknown[] };
type Told = { result: unknown } | { error: { code: number; message: string } };

/** Before the page's own scripts run. */
export async function injectWallet(page: Page, wallet: PageWallet): Promise<void> {
  await page.exposeFunction('askTestWallet', (asked: Asked) => answer(wallet, asked));
  await page.addInitScript((name) => {
    const ask = (globalThis as unknown as { askTestWallet(asked: unknown): Promise<Told> }).askTestWallet;
    const listeners = new Map<unknown, (event: Event) => void>();
    const provider = {
      async request(asked: unknown) {
        const told = await ask(asked);
        if ('error' in told) throw Object.assign(new Error(told.error.message), { code: told.error.code });
        return told.result;
      },
      on(name: string, listener: (accounts: unknown) => void) {
        const heard = (event: Event) => listener((event as CustomEvent).detail);
        if (name !== 'accountsChanged') return;
        listeners.set(listener, heard);
        addEventListener('test-wallet-accounts', heard);
      },
      removeListener(_: string, listener: (accounts: unknown) => void) {
        removeEventListener('test-wallet-accounts', listeners.get(listener) ?? (() => {}));
      },
    };
    const icon =
      'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"%3E%3Ccircle cx="4" cy="4" r="4" fill="%23888"/%3E%3C/svg%3E';
    const info = { uuid: '11111111-1111-4111-8111-111111111111', name, icon, rdns: 'org.example.testy' };
    addEventListener('eip6963:requestProvider', () =>
      dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: { info, provider } })),
    );
  }, wallet.name);
}

async function answer(wallet: PageWallet, { method, params = [] }: Asked): Promise<Told> {
  if (wallet.mood === 'refuses') return { error: { code: 4001, message: 'User rejected the request.' } };
  switch (method) {
    case 'eth_requestAccounts':
    case 'eth_accounts':
      return { result: wallet.mood === 'no-account' ? [] : accountsOf(wallet) };
    case 'eth_chainId':
      return { result: '0x1' };
    case 'personal_sign': {
      const [hex, by] = params as [string, string];
      const text = hex.startsWith('0x') ? Buffer.from(hex.slice(2), 'hex').toString() : hex;
      return signed(wallet, by, ({ sign }) => sign(text));
    }
    case 'eth_signTypedData_v4': {
      if (wallet.mood === 'no-typed-data') break;
      const [by, document] = params as [string, string];
      return signed(wallet, by, ({ signTyped }) => signTyped(document));
    }
    default:
      break;
  }
  return { error: { code: 4200, message: `The method ${method} is not supported.` } };
}

async function signed(wallet: PageWallet, by: string, sign: (by: Wallet) => string): Promise<Told> {
  const found = [wallet, ...wallet.others].find(({ address }) => address.toLowerCase() === by.toLowerCase());
  if (!found) return { error: { code: 4100, message: 'The account is not authorized.' } };
  // As it is when it is asked.
  const account = { ...found };
  wallet.asked.push(by.toLowerCase());
  await wallet.signing;
  return { result: sign(account) };
}
