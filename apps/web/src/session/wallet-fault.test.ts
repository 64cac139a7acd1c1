import { expect, it } from 'vitest';
import { signatureOf, walletFault } from './wallet-fault.ts';

it.each([
  [{ code: 4001, message: 'x' }, 'rejected'],
  [{ code: 4100, message: 'x' }, 'locked'],
  [{ code: -32002, message: 'Request already pending' }, 'pending'],
  [{ code: 4901, message: 'x' }, 'disconnected'],
  [{ code: 4200, message: 'x' }, 'unsupported'],
  [new Error('User denied message signature'), 'rejected'],
  [new Error('boom'), 'failed'],
  ['boom', 'failed'],
  [undefined, 'failed'],
])('%j is %s', (error, kind) => expect(walletFault(error).kind).toBe(kind));

it('takes a signature for one only when a key made it', () => {
  const signature = `0x${'1b'.repeat(65)}`;
  expect(signatureOf(signature)).toBe(signature);
  for (const [answer, kind] of [
    [null, 'failed'],
    ['0xzz', 'failed'],
    [`${signature}1`, 'failed'],
    ['0x', 'contract'],
    [`0x${'11'.repeat(96)}`, 'contract'],
  ] as const)
    expect(() => signatureOf(answer)).toThrow(expect.objectContaining({ name: 'WalletFault', kind }));
});

it('quotes a wallet shortly and on one line', () => {
  const { message } = walletFault(new Error(`a\nb${'x'.repeat(900)}`));
  expect(message).toMatch(/^a bx+$/);
  expect(message).toHaveLength(200);
});
