/** A wallet's signature over the public keys of a contribution that is still to come. */
import { accountsOf } from '../../session/wallet-accounts.ts';
import { signatureOf, WalletFault, walletFault } from '../../session/wallet-fault.ts';
import type { Wallet } from '../../session/wallets.ts';
import type { EarlySigning } from '../../work/early-signing.ts';

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
 * Throws WalletFault, or what the signal says.
 */
export async function signEarly(wallet: Wallet, toSign: ToSign): Promise<void> {
  const { address, signing, signal } = toSign;
  try {
    const accounts = await accountsOf(wallet);
    const own = accounts.find((account) => account.toLowerCase() === address);
    if (own === undefined) throw new WalletFault('other-account', accounts.join(' '));
    signal.throwIfAborted();
    const document = await signing.draw(toSign.entropy());
    signal.throwIfAborted();
    const params = [own, JSON.stringify(document)];
    const answer = await wallet.provider.request({ method: 'eth_signTypedData_v4', params });
    signal.throwIfAborted();
    if (await signing.take(bytesOf(signatureOf(answer)), address)) return;
    throw new WalletFault('not-theirs', 'the signature does not recover to the account');
  } catch (error) {
    // Whoever has left may be asking for another one already.
    if (signal.aborted) throw signal.reason;
    signing.leave();
    throw faultOf(error);
  }
}

function bytesOf(signature: string): Uint8Array {
  return Uint8Array.from(signature.slice(2).match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}

function faultOf(error: unknown): WalletFault {
  const fault = walletFault(error);
  // Wallets have no code of their own for it.
  const network = fault !== error && fault.kind === 'failed' && /chain|network/i.test(fault.message);
  return network ? new WalletFault('other-network', fault.message, error) : fault;
}
