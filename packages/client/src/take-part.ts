import type { Engine } from '@brebaje/curves/engine';
import { type BatchContribution, parseContribution } from '@brebaje/kzg/contribution';
import { ClientError, stopped } from './client-error.ts';
import { type Base, baseOf, type Computed, compute } from './compute.ts';
import { type DeliveryEvent, deliver } from './deliver.ts';
import type { EarlySecrets } from './early-secrets.ts';
import { type LobbyEvent, type LobbyTimes, waitForTurn } from './lobby.ts';
import { printable } from './plain.ts';
import { checkReceipt, type KeptReceipt, type ReceiptContent } from './receipt-check.ts';
import type { SequencerUrl } from './sequencer-url.ts';
import { fetchStanding } from './server-identity.ts';
import type { Speaker } from './sign-in.ts';
import { fetchStatus } from './status.ts';
import type { Surroundings } from './surroundings.ts';

/** What a contributor sees happen, in order; `waiting`, `downloading`, `computing`, `uploading` repeat. */
export type TakePartEvent =
  | { type: 'status'; contributions: number; lobbySize: number; sequencerAddress: string; test: boolean }
  | LobbyEvent
  | { type: 'turn'; position: number | undefined; base: Base }
  | { type: 'computing'; done: number; total: number }
  | { type: 'computed'; computed: Computed }
  | DeliveryEvent
  | { type: 'accepted'; accepted: Accepted };

/** An accepted contribution with its verified receipt. */
export interface Accepted {
  receipt: KeptReceipt;
  content: ReceiptContent;
}

/** A turn: a state to work on, and the session that holds it. */
export interface Turn<S extends Speaker = Speaker> {
  base: Base;
  credential: S;
  /** Contributions accepted before; undefined when the server's count moved meanwhile. */
  position: number | undefined;
  sequencerAddress: string;
  /** The server says that the ceremony is a test. */
  test: boolean;
}

/** What waiting for a turn needs. */
export interface TurnOptions<S extends Speaker = Speaker> {
  url: SequencerUrl;
  credential: S;
  /** Signs in again when the session is lost; absent when it came from elsewhere. */
  renew?: (() => Promise<S>) | undefined;
  /** The address that must sign receipts, when the person knows it. */
  expectedAddress?: string | undefined;
  times?: Partial<LobbyTimes>;
  emit?: (event: TakePartEvent) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Waits for the turn and reads the state that comes with it. The state is well formed then, and not yet
 * checked: {@link compute} does that before it makes a secret.
 */
export async function takeTurn<S extends Speaker>(
  surroundings: Surroundings,
  options: TurnOptions<S>,
): Promise<Turn<S>> {
  const { url, signal } = options;
  const emit = options.emit ?? (() => {});
  const before = await fetchStatus(surroundings, url, { signal });
  const { sequencerAddress } = before;
  if (options.expectedAddress && options.expectedAddress.toLowerCase() !== sequencerAddress.toLowerCase()) {
    throw new ClientError('STATE_INVALID', `this is another sequencer: it signs as ${sequencerAddress}`, {
      next: 'compare the address with what the ceremony publishes',
    });
  }
  const standing = () => fetchStanding(surroundings, url, sequencerAddress, signal);
  const test = (await standing())?.test === true;
  emit({ type: 'status', ...before, test });
  const { bytes, credential } = await waitForTurn(surroundings, { ...options, standing });
  let received: BatchContribution;
  try {
    received = parseContribution(bytes);
  } catch (error) {
    throw new ClientError('STATE_INVALID', `the server's state is not well formed: ${reason(error)}`, {
      next: 'nothing was computed or sent; tell the ceremony’s people',
      cause: error,
    });
  }
  const base = baseOf(received);
  // The turn is ours, so the count stands still: asked now, it is the number of contributions in the base.
  const position = await fetchStatus(surroundings, url, { signal, patience: { total: 0 } }).then(
    (status) => status.contributions,
    () => undefined,
  );
  emit({ type: 'turn', position, base });
  return { base, credential, position, sequencerAddress, test };
}

/** What delivering needs. */
export interface HandInOptions {
  url: SequencerUrl;
  credential: Speaker;
  sequencerAddress: string;
  computed: Pick<Computed, 'body' | 'subs'>;
  /** Whether an earlier process may already have delivered this body. */
  again?: boolean;
  emit?: (event: TakePartEvent) => void;
  signal?: AbortSignal | undefined;
}

/** Delivers a contribution and verifies the receipt: address, identity, public keys. */
export async function handIn(surroundings: Surroundings, options: HandInOptions): Promise<Accepted> {
  const { url, credential, computed, sequencerAddress, emit, signal } = options;
  const served = await deliver(surroundings, {
    url,
    sessionId: credential.sessionId,
    body: computed.body,
    again: options.again ?? false,
    ...(emit ? { emit } : {}),
    signal,
  });
  const content = checkReceipt(served, {
    sequencerAddress,
    identity: credential.identity,
    pubkeys: computed.subs.map((sub) => sub.potPubkey),
  });
  const accepted = { receipt: { server: url.base, sequencerAddress, ...served }, content };
  emit?.({ type: 'accepted', accepted });
  return accepted;
}

/** What taking part needs besides a turn. */
export interface TakePartOptions<S extends Speaker = Speaker> extends TurnOptions<S> {
  /** Asked for once the turn has come; started earlier by whoever wants no delay. */
  engine: () => Promise<Engine>;
  extraEntropy?: Uint8Array | undefined;
  /** Sign the identity with every secret by BLS (default true). */
  signIdentity?: boolean;
  ecdsaKey?: Uint8Array | undefined;
  /** Asked for when the turn has come: secrets whose public keys were signed meanwhile. Whoever has them wipes them. */
  early?: (() => EarlySecrets | undefined) | undefined;
  /** Keeps the finished contribution before it is sent, so that nothing needs to be computed twice. */
  keep?: (turn: Turn<S>, computed: Computed) => Promise<void>;
}

/** The whole of it: wait, download, check, compute, check, keep, upload, verify the receipt. */
export async function takePart<S extends Speaker>(
  surroundings: Surroundings,
  options: TakePartOptions<S>,
): Promise<{ turn: Turn<S>; computed: Computed; accepted: Accepted }> {
  const { emit, signal } = options;
  const turn = await takeTurn(surroundings, options);
  const work = compute(await options.engine(), turn.base, {
    extraEntropy: options.extraEntropy,
    identity: options.signIdentity === false ? undefined : turn.credential.identity,
    ecdsaKey: options.ecdsaKey,
    early: options.early?.(),
    progress: (done, total) => emit?.({ type: 'computing', done, total }),
  });
  const computed = await unlessStopped(work, signal);
  emit?.({ type: 'computed', computed });
  await options.keep?.(turn, computed);
  const { url } = options;
  const { credential, sequencerAddress } = turn;
  const accepted = await handIn(surroundings, {
    url,
    credential,
    sequencerAddress,
    computed,
    ...(emit ? { emit } : {}),
    signal,
  });
  return { turn, computed, accepted };
}

/** Leaves work that cannot be interrupted; closing the engine ends it. */
function unlessStopped<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(stopped(signal));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function reason(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error));
}
