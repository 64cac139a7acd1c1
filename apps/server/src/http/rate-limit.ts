/** Generous limits per address for sign-in. Prefixes only, in memory only, forgotten with the window. */
import { isIPv4, isIPv6 } from 'node:net';

/** IPv4 by /24, IPv6 by /48: what one household or provider customer has. */
export function addressPrefix(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (isIPv4(mapped)) return mapped.split('.').slice(0, 3).join('.');
  if (!isIPv6(mapped)) return 'unknown';
  const [head = '', tail = ''] = mapped.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = Array(Math.max(0, 8 - left.length - right.length)).fill('0');
  const groups = mapped.includes('::') ? [...left, ...zeros, ...right] : left;
  return groups
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** Counts per address prefix in windows of fixed length. */
export class PrefixCounter {
  readonly #limit: number;
  readonly #window: number;
  #since = 0;
  #counts = new Map<string, number>();
  /** Who was counted, where it matters who. */
  #known = new Set<string>();

  constructor(limit: number, window: number) {
    this.#limit = limit;
    this.#window = window;
  }

  /**
   * Takes one; false: this prefix has used up its share of the window. `who` is counted once in a window,
   * wherever from.
   */
  take(address: string, now: number, who?: string): boolean {
    // A clock that was stepped back begins a window, too: nobody waits for the future to come again.
    if (now - this.#since >= this.#window || now < this.#since) {
      this.#since = now;
      this.#counts = new Map();
      this.#known = new Set();
    }
    if (who !== undefined && this.#known.has(who)) return true;
    const prefix = addressPrefix(address);
    const count = this.#counts.get(prefix) ?? 0;
    if (count >= this.#limit) return false;
    this.#counts.set(prefix, count + 1);
    if (who !== undefined) this.#known.add(who);
    return true;
  }
}
