/** How many transactions an address had sent at a block, from a list of JSON-RPC endpoints. */
import { fetchJson, Unreachable } from './fetch-json.ts';

/** Addresses whose count is remembered; the count at a past block never changes. */
const REMEMBERED = 100_000;
const TIMEOUT = 5_000;

export class EthereumHistory {
  readonly #urls: readonly string[];
  readonly #counts = new Map<string, Promise<number>>();
  readonly #onFailure: (error: Unreachable) => void;

  /** @param onFailure told of every endpoint that failed, its message without credentials */
  constructor(urls: readonly string[], onFailure: (error: Unreachable) => void = () => {}) {
    this.#urls = urls;
    this.#onFailure = onFailure;
  }

  /** Whether there is anybody to ask. */
  get configured(): boolean {
    return this.#urls.length > 0;
  }

  /**
   * Transactions sent by `address` up to `block`. Asks the endpoints in order until one answers.
   * @throws Unreachable when none does: never a verdict
   */
  transactionCount(address: string, block: number): Promise<number> {
    const key = `${address.toLowerCase()}@${block}`;
    const known = this.#counts.get(key);
    if (known) return known;
    const asked = this.#ask(address.toLowerCase(), block);
    if (this.#counts.size >= REMEMBERED) this.#counts.delete(this.#counts.keys().next().value as string);
    this.#counts.set(key, asked);
    asked.catch(() => this.#counts.delete(key));
    return asked;
  }

  async #ask(address: string, block: number): Promise<number> {
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'eth_getTransactionCount',
      params: [address, `0x${block.toString(16)}`],
    });
    for (const url of this.#urls) {
      try {
        const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
        const answer = await fetchJson(url, request, TIMEOUT);
        return countOf(answer, url);
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        this.#onFailure(error);
      }
    }
    throw new Unreachable('no Ethereum endpoint answered');
  }
}

function countOf(answer: { status: number; body: unknown }, url: string): number {
  const result = (answer.body as { result?: unknown } | null)?.result;
  if (answer.status !== 200 || typeof result !== 'string' || !/^0x[0-9a-f]{1,13}$/i.test(result))
    throw new Unreachable(`${new URL(url).host}: no count in the answer (status ${answer.status})`);
  return Number.parseInt(result.slice(2), 16);
}
