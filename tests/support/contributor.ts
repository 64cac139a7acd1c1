/** Somebody with a session who takes part. */
import {
  type BatchContribution,
  type ContributionEncoding,
  encodeContribution,
} from '@brebaje/kzg/contribution';
import { type ComputeOptions, compute } from './compute.ts';
import type { Answer } from './http.ts';
import type { Reachable } from './server.ts';
import { overApi, overEthereum, type SignedIn, signedIn } from './sign-in.ts';
import { newWallet, type Wallet } from './wallet.ts';

export class Contributor {
  readonly server: Reachable;
  readonly session: SignedIn;
  readonly wallet: Wallet | null;

  constructor(server: Reachable, session: SignedIn, wallet: Wallet | null = null) {
    this.server = server;
    this.session = session;
    this.wallet = wallet;
  }

  /** As the transcript names them. */
  get identity(): string {
    return this.session.sub;
  }

  call(
    path: string,
    request: { headers?: Record<string, string>; body?: string | Uint8Array; signal?: AbortSignal } = {},
  ): Promise<Answer> {
    return this.server.send(path, {
      method: 'POST',
      ...request,
      headers: {
        authorization: `Bearer ${this.session.sessionId}`,
        'content-type': 'application/json',
        ...request.headers,
      },
    });
  }

  poll(headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('/lobby/try_contribute', { headers });
  }

  /** Polls and must be handed the state. */
  async start(): Promise<string> {
    const answer = await this.poll();
    if (answer.status !== 200 || !answer.json.contributions)
      throw new Error(`not at turn: ${answer.status} ${answer.text.slice(0, 200)}`);
    return answer.text;
  }

  /** Computes with every signature that this person can make. */
  async compute(
    handedOut: string | BatchContribution,
    options: ComputeOptions = {},
  ): Promise<BatchContribution> {
    const contribution = await compute(handedOut, { identity: this.identity, ...options });
    if (this.wallet) contribution.ecdsaSignature = this.wallet.signContribution(contribution);
    return contribution;
  }

  post(
    contribution: BatchContribution | string | Uint8Array,
    encoding: ContributionEncoding = {},
  ): Promise<Answer> {
    const body =
      typeof contribution === 'string' || contribution instanceof Uint8Array
        ? contribution
        : encodeContribution(contribution, encoding);
    return this.call('/contribute', { body });
  }

  abort(path = '/contribute/abort'): Promise<Answer> {
    return this.call(path);
  }

  /** One whole turn, from selection to the answer. */
  async takeTurn(options?: ComputeOptions): Promise<{ sent: BatchContribution; answer: Answer }> {
    const sent = await this.compute(await this.start(), options);
    return { sent, answer: await this.post(sent) };
  }
}

/** Somebody new who has signed in over the Ethereum page. */
export async function newContributor(server: Reachable): Promise<Contributor> {
  const wallet = newWallet();
  return new Contributor(server, signedIn(await overEthereum(server, wallet)), wallet);
}

/** Somebody new who has signed in over the API: a first-party session. */
export async function newApiContributor(server: Reachable): Promise<Contributor> {
  const wallet = newWallet();
  return new Contributor(server, signedIn(await overApi(server, wallet)), wallet);
}

export async function newContributors(server: Reachable, count: number): Promise<Contributor[]> {
  const people: Contributor[] = [];
  for (let i = 0; i < count; i++) people.push(await newContributor(server));
  return people;
}
