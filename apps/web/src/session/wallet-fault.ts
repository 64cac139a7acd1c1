/** What goes wrong with a wallet, told apart so that each has a sentence and a next step. */

export type WalletFaultKind =
  /** The person said no (EIP-1193, 4001). */
  | 'rejected'
  /** No account, or none for this page. */
  | 'locked'
  /** An earlier question is still open in the wallet (-32002). */
  | 'pending'
  /** The wallet cannot sign messages, or not for this account. */
  | 'unsupported'
  /** It has no connection, or wants another network (4900, 4901). */
  | 'disconnected'
  /** Signed by a contract, not by a key: the signature is longer than 65 bytes. */
  | 'contract'
  /** It cannot be asked for another account from a page. */
  | 'one-account'
  /** It shows other accounts than the one that is signed in. */
  | 'other-account'
  /** It signs typed data for the network only that it is on. */
  | 'other-network'
  /** What came back is not of that account, or not over what was to be signed. */
  | 'not-theirs'
  | 'failed';

export class WalletFault extends Error {
  readonly kind: WalletFaultKind;
  constructor(kind: WalletFaultKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'WalletFault';
    this.kind = kind;
  }
}

const KINDS: Record<string, WalletFaultKind> = {
  '4001': 'rejected',
  '4100': 'locked',
  '4200': 'unsupported',
  '4900': 'disconnected',
  '4901': 'disconnected',
  '-32002': 'pending',
  '-32601': 'unsupported',
  ACTION_REJECTED: 'rejected',
};

/** What a wallet threw, as far as it can be understood. */
export function walletFault(error: unknown): WalletFault {
  if (error instanceof WalletFault) return error;
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const text = (typeof message === 'string' ? message : String(error)).replace(/\p{C}+/gu, ' ').slice(0, 200);
  const known = KINDS[String(code)];
  // Some wallets have no code for it.
  const kind = known ?? (/reject|denied|declin|cancel/i.test(text) ? 'rejected' : 'failed');
  return new WalletFault(kind, text, error);
}

/** The signature that a wallet answered: 0x and 130 digits. Throws WalletFault for what is none, and for a contract's. */
export function signatureOf(answer: unknown): string {
  if (typeof answer !== 'string' || !/^0x(?:[0-9a-fA-F]{2})*$/.test(answer))
    throw new WalletFault('failed', 'no signature came back');
  if (answer.length !== 132) throw new WalletFault('contract', `${answer.length / 2 - 1} bytes`);
  return answer;
}
