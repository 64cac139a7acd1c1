/** A wallet as pages see one (EIP-6963, EIP-1193), whose key stays in the test. */
import type { Page } from 'playwright-core';
import { newWallet, type Wallet } from '../../support/wallet.ts';

export interface PageWallet extends Wallet {
  /** As it announces itself. */
  name: string;
  /** What happens when it is asked for anything: nothing special, or the person says no. */
  mood: 'willing' | 'refuses' | 'no-account';
}

export function pageWallet(name = 'Testy'): PageWallet {
  return { ...newWallet(), name, mood: 'willing' };
}

type Asked = { method: string; params?: unknown[] };
type Told = { result: unknown } | { error: { code: number; message: string } };

/** Before the page's own scripts run. */
export async function injectWallet(page: Page, wallet: PageWallet): Promise<void> {
  await page.exposeFunction('askTestWallet', (asked: Asked) => answer(wallet, asked));
  await page.addInitScript((name) => {
    const ask = (globalThis as unknown as { askTestWallet(asked: unknown): Promise<Told> }).askTestWallet;
    const provider = {
      async request(asked: unknown) {
        const told = await ask(asked);
        if ('error' in told) throw Object.assign(new Error(told.error.message), { code: told.error.code });
        return told.result;
      },
      on() {},
      removeListener() {},
    };
    const icon =
      'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"%3E%3Ccircle cx="4" cy="4" r="4" fill="%23888"/%3E%3C/svg%3E';
    const info = { uuid: '11111111-1111-4111-8111-111111111111', name, icon, rdns: 'org.example.testy' };
    addEventListener('eip6963:requestProvider', () =>
      dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: { info, provider } })),
    );
  }, wallet.name);
}

function answer(wallet: PageWallet, { method, params = [] }: Asked): Told {
  if (wallet.mood === 'refuses') return { error: { code: 4001, message: 'User rejected the request.' } };
  switch (method) {
    case 'eth_requestAccounts':
    case 'eth_accounts':
      return { result: wallet.mood === 'no-account' ? [] : [wallet.address.toLowerCase()] };
    case 'eth_chainId':
      return { result: '0x1' };
    case 'personal_sign': {
      const [hex] = params as [string];
      const text = hex.startsWith('0x') ? Buffer.from(hex.slice(2), 'hex').toString() : hex;
      return { result: wallet.sign(text) };
    }
    default:
      return { error: { code: 4200, message: `The method ${method} is not supported.` } };
  }
}
