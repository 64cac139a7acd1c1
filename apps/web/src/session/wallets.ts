/** The wallets that are in this browser: those that announce themselves (EIP-6963), else the one that stands alone (EIP-1193). */
import { useSyncExternalStore } from 'react';

/** What a wallet answers requests with. */
interface Provider {
  request(asked: { method: string; params?: unknown[] }): Promise<unknown>;
  /** EIP-1193 events; not every wallet has them. */
  on?: unknown;
  removeListener?: unknown;
}

export interface Wallet {
  /** Differs from that of every other wallet here. */
  id: string;
  /** Undefined: it did not say. It names itself, so it may lie. */
  name: string | undefined;
  /** A data: URL; nothing is fetched for it. */
  icon: string | undefined;
  provider: Provider;
}

const MOST_WALLETS = 24;
const LONGEST_ICON = 200_000;
/** How long wallets have to announce themselves before the lone one is taken, milliseconds. */
const ANNOUNCED_WITHIN = 300;

let known: Wallet[] = [];
let looked = false;
const listeners = new Set<() => void>();

/** Every wallet found so far; more may come while the page is open. */
export function useWallets(): Wallet[] {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      look();
      return () => listeners.delete(tell);
    },
    () => known,
  );
}

function look(): void {
  if (looked) return;
  looked = true;
  addEventListener('eip6963:announceProvider', (event) => {
    const wallet = announced((event as CustomEvent<unknown>).detail);
    if (wallet) add(wallet);
  });
  dispatchEvent(new Event('eip6963:requestProvider'));
  setTimeout(() => {
    const { ethereum } = globalThis as { ethereum?: unknown };
    if (known.length === 0 && isProvider(ethereum))
      add({ id: 'injected', name: undefined, icon: undefined, provider: ethereum });
  }, ANNOUNCED_WITHIN);
}

function add(wallet: Wallet): void {
  if (known.length >= MOST_WALLETS || known.some(({ id }) => id === wallet.id)) return;
  known = [...known, wallet];
  for (const tell of listeners) tell();
}

/** A wallet as it announces itself; undefined when that is no announcement. */
export function announced(detail: unknown): Wallet | undefined {
  if (!isRecord(detail) || !isRecord(detail.info) || !isProvider(detail.provider)) return undefined;
  const { uuid, name, icon } = detail.info;
  if (typeof uuid !== 'string' || uuid === '') return undefined;
  const shown =
    typeof name === 'string'
      ? name
          .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
          .trim()
          .slice(0, 48)
      : '';
  const drawn =
    typeof icon === 'string' && icon.length < LONGEST_ICON && /^data:image\/[a-z+.-]+[;,]/i.test(icon);
  return {
    id: uuid.slice(0, 64),
    name: shown === '' ? undefined : shown,
    icon: drawn ? icon : undefined,
    provider: detail.provider,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isProvider(value: unknown): value is Provider {
  return isRecord(value) && typeof value.request === 'function';
}
