import { beforeEach, describe, expect, it } from 'vitest';
import type { Wallet } from '../../session/wallets.ts';
import { signEarly, type ToSign } from './sign-early.ts';
import { signerOf } from './signer.ts';

const OWN = `0x${'ab'.repeat(20)}`;
const OTHER = `0x${'cd'.repeat(20)}`;
const SIGNATURE = `0x${'11'.repeat(65)}`;

/** What the worker was asked, in order. */
let asked: string[];
let wants: string[];
let takes: boolean;
let stopping: AbortController;
beforeEach(() => {
  asked = [];
  wants = [];
  takes = true;
  stopping = new AbortController();
});

const toSign = (): ToSign => ({
  address: OWN,
  signing: {
    draw: async () => {
      asked.push('draw');
      return { message: 'keys' } as never;
    },
    take: async (signature, address) => {
      asked.push(`take ${signature.length} ${address}`);
      return takes;
    },
    leave: () => asked.push('leave'),
    throwAway: () => asked.push('throw away'),
  },
  entropy: () => undefined,
  signal: stopping.signal,
});

/** Signs with what `sign` answers, or throws. */
const walletOf = (accounts: string[], sign: () => unknown = () => SIGNATURE): Wallet => ({
  id: 'x',
  name: 'x',
  icon: undefined,
  provider: {
    async request({ method, params }) {
      wants.push([method, ...(params ?? [])].join(' '));
      return method === 'eth_requestAccounts' ? accounts : sign();
    },
  },
});
const refused = (code: number, message = 'no') => {
  throw Object.assign(new Error(message), { code });
};

describe('a signature before the turn', () => {
  it('is asked of the account that is signed in, whichever the wallet shows first', async () => {
    const shown = OWN.replaceAll('ab', 'aB');
    await signEarly(walletOf([OTHER, shown]), toSign());
    expect(wants).toEqual(['eth_requestAccounts', `eth_signTypedData_v4 ${shown} {"message":"keys"}`]);
    expect(asked).toEqual(['draw', `take 65 ${OWN}`]);
  });

  it('draws nothing for a wallet without the account', async () => {
    await expect(signEarly(walletOf([OTHER]), toSign())).rejects.toMatchObject({ kind: 'other-account' });
    await expect(signEarly(walletOf([]), toSign())).rejects.toMatchObject({ kind: 'locked' });
    expect(asked).toEqual(['leave', 'leave']);
  });

  it.each<[string, string, () => unknown]>([
    ['a refusal', 'rejected', () => refused(4001)],
    ['a wallet that was locked meanwhile', 'locked', () => refused(4100)],
    ['a wallet that knows no typed data', 'unsupported', () => refused(4200)],
    ['a wallet without the method', 'unsupported', () => refused(-32601)],
    ['an open question', 'pending', () => refused(-32002)],
    ['another network', 'other-network', () => refused(-32602, 'Provided chainId "1" must match "137"')],
    ['a smart account', 'contract', () => `0x${'11'.repeat(96)}`],
    ['nothing', 'failed', () => null],
    ['garbage', 'failed', () => '0xzz'],
  ])('comes to nothing by %s, and what was drawn is overwritten', async (_, kind, sign) => {
    await expect(signEarly(walletOf([OWN], sign), toSign())).rejects.toMatchObject({ kind });
    expect(asked).toEqual(['draw', 'leave']);
  });

  it('is not used when it is not theirs', async () => {
    takes = false;
    await expect(signEarly(walletOf([OWN]), toSign())).rejects.toMatchObject({ kind: 'not-theirs' });
    expect(asked).toEqual(['draw', `take 65 ${OWN}`, 'leave']);
  });

  it('is nobody’s any more when they have gone on', async () => {
    const signing = signEarly(
      walletOf([OWN], () => {
        stopping.abort('gone on');
        return SIGNATURE;
      }),
      toSign(),
    );
    await expect(signing).rejects.toBe('gone on');
    expect(asked).toEqual(['draw']);
  });
});

describe('whose wallet may sign', () => {
  const kzg = { scheme: 'KZG' } as const;
  const as = (provider: string, sub: string, current = true) =>
    ({ identities: [{ provider, sub, current, nickname: sub.slice(4) }] }) as never;
  it('is the account that the transcript will name', () => {
    expect(signerOf(kzg, as('Ethereum', `eth|${OWN}`))).toEqual({ address: OWN, name: '0xabab…abab' });
  });
  it.each([
    ['GitHub', kzg, as('Github', 'git|1|ada')],
    ['an invitation', kzg, as('Invitation', `eth|${OWN}`)],
    ['another session', kzg, as('Ethereum', `eth|${OWN}`, false)],
    ['nobody', kzg, null],
    ['nobody yet', kzg, undefined],
    ['circuits', { scheme: 'GROTH16' } as const, as('Ethereum', `eth|${OWN}`)],
  ])('is nobody’s for %s', (_, ceremony, me) => expect(signerOf(ceremony, me)).toBeUndefined());
});
