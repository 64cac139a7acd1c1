/** A wallet's signature over the public keys of a contribution that is still to come. */
import { accountsOf } from '../../session/wallet-accounts.ts';
import { type WalletFaultKind, walletFault } from '../../session/wallet-fault.ts';
import type { Wallet } from '../../session/wallets.ts';
import type { EarlySigning } from '../../work/early-signing.ts';

/** Why there is no signature. */
export type SignatureFaultKind =
  | WalletFaultKind
  /** The wallet shows other accounts than the one that is signed in. */
  | 'other-account'
  /** It signs typed data for the network only that it is on. */
  | 'other-network'
  /** What came back is not of that account, or not over these keys. */
  | 'not-theirs';

export class SignatureFault extends Error {
  readonly kind: SignatureFaultKind;
  constructor(kind: SignatureFaultKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SignatureFault';
    this.kind = kind;
  }
}

export interface ToSign {
  /** As the transcript will name the person: lower-case. */
  address: string;
  signing: EarlySigning;
  /** What the person has added to the randomness; the bytes move away. */
  entropy(): Uint8Array | undefined;
  /** Fires when nobody wants it any more. */
  signal: AbortSignal;
}

/**
 * Secrets are drawn once the wallet shows the account, and are overwritten where no signature of it comes back.
 * Throws SignatureFault, or what the signal says.
 */
export async function signEarly(wallet: Wallet, toSign: ToSign): Promise<void> {
  const { address, signing, signal } = toSign;
  try {
    const accounts = await accountsOf(wallet);
    const own = accounts.find((account) => account.toLowerCase() === address);
    if (own === undefined) throw new SignatureFault('other-account', accounts.join(' '));
    signal.throwIfAborted();
    const document = await signing.draw(toSign.entropy());
    signal.throwIfAborted();
    const params = [own, JSON.stringify(document)];
    const answer = await wallet.provider.request({ method: 'eth_signTypedData_v4', params });
    signal.throwIfAborted();
    if (await signing.take(bytesOf(answer), address)) return;
    throw new SignatureFault('not-theirs', 'the signature does not recover to the account');
  } catch (error) {
    // Whoever has left may be asking for another one already.
    if (signal.aborted) throw signal.reason;
    signing.leave();
    throw faultOf(error);
  }
}

function bytesOf(answer: unknown): Uint8Array {
  if (typeof answer !== 'string' || !/^0x(?:[0-9a-fA-F]{2})*$/.test(answer))
    throw new SignatureFault('failed', 'no signature came back');
  const bytes = Uint8Array.from(answer.slice(2).match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  if (bytes.length !== 65) throw new SignatureFault('contract', `${bytes.length} bytes`);
  return bytes;
}

function faultOf(error: unknown): SignatureFault {
  if (error instanceof SignatureFault) return error;
  const { kind, message } = walletFault(error);
  // Wallets have no code of their own for it.
  const network = kind === 'failed' && /chain|network/i.test(message);
  return new SignatureFault(network ? 'other-network' : kind, message, error);
}
