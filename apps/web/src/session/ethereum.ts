/** Sign-In with Ethereum (EIP-4361) from this page: the text to sign, and what becomes of its signature. */
import { ClientError } from '@brebaje/client/client-error';
import { RestRefusal } from '@brebaje/client/rest/rest-client';
import { siweMessage } from '@brebaje/client/siwe';
import { SERVER } from '../server/place.ts';
import { read, rest, serverNow } from '../server/rest.ts';
import { signatureOf } from './wallet-fault.ts';
import type { Wallet } from './wallets.ts';

/** Part of what is signed: printable ASCII (EIP-4361), whatever the language of the page. */
const STATEMENT = 'Take part in a trusted-setup ceremony. This sends no transaction and costs nothing.';

/** What the server says of signing in, in `/.well-known/brebaje.json`. */
export interface SignInWays {
  github: boolean;
  ethereumChainId: number;
}

/** How people can sign in at the server; as far as anybody knows where it does not say. */
export async function readSignInWays(signal?: AbortSignal): Promise<SignInWays> {
  const { signIn } = await read<{ signIn?: SignInWays }>('/.well-known/brebaje.json', signal);
  return signIn ?? { github: true, ethereumChainId: 1 };
}

/** A message for this address with a fresh nonce, good for five minutes and one attempt. `address`: EIP-55 or not. */
export async function messageFor(address: string): Promise<string> {
  const { checksummed } = await import('@brebaje/client/eip55');
  const written = checksummed(address);
  if (written === undefined) throw new ClientError('SIGN_IN_REFUSED', `${address} is no address`);
  const [{ ethereumChainId }, nonce] = await Promise.all([readSignInWays(), freshNonce(written)]);
  return siweMessage({
    domain: new URL(SERVER).host,
    address: written,
    uri: SERVER,
    chainId: ethereumChainId,
    nonce,
    // By the server's clock: the browser's may be wrong, and the server judges it.
    issuedAt: new Date(serverNow() * 1_000),
    statement: STATEMENT,
  });
}

async function freshNonce(address: string): Promise<string> {
  const { nonce } = await post<{ nonce: string }>('/auth/eth/generate-nonce', { address });
  // Anything else would write lines of its own into what is signed.
  if (/^[A-Za-z0-9]{8,128}$/.test(nonce)) return nonce;
  throw new ClientError('NOT_A_SEQUENCER', 'the server answers the sign-in with nonsense');
}

/** Signs in by a message and its signature; the session is a cookie. Throws SIGN_IN_REFUSED with the server's words. */
export async function signInBy(message: string, signature: string): Promise<void> {
  await post('/auth/eth/verify-signature', { message, signature, cookie: true });
}

/** A signature over bytes by a wallet's key (personal_sign, EIP-191): 0x and 130 digits. Throws WalletFault. */
export async function signByWallet(wallet: Wallet, address: string, bytes: Uint8Array): Promise<string> {
  const hex = `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  return signatureOf(await wallet.provider.request({ method: 'personal_sign', params: [hex, address] }));
}

async function post<T>(path: string, body: object): Promise<T> {
  try {
    return (await rest.call<T>({ method: 'POST', path, body })).body;
  } catch (error) {
    // These routes are older than the others and have errors of another shape.
    if (!(error instanceof RestRefusal) || typeof error.problem.error !== 'string') throw error;
    const code = String(error.problem.code ?? '');
    throw new ClientError('SIGN_IN_REFUSED', error.problem.error, { serverCode: code });
  }
}
