import { ComputationFault } from '@brebaje/groth16/computation-fault';
import { NoContract } from '@brebaje/groth16/export/solidity-verifier';
import { FileError } from '@brebaje/groth16/file-error';
import { UnsuitablePtau } from '@brebaje/groth16/genesis/unsuitable-ptau';
import { Refused } from '@brebaje/groth16/verify/verdict';
import { expect, it } from 'vitest';
import { CommandError } from '../exit-codes.ts';
import { testShell } from '../testing/test-shell.ts';
import { toldAs, VERDICT_EXITS, WORK_EXITS } from './endings.ts';

const refusal = new Refused({ check: 'mathematical', code: 'l', section: 8, text: 'L is wrong' });

it.each([
  ['a refused file', refusal, 8, 1],
  ['no file of the format', new FileError('zkey', 'truncated', 'too short'), 12, 2],
  ['a ptau for something else', new UnsuitablePtau('too small'), 12, 2],
  ['a key without a contract', new NoContract('none'), 12, 2],
  ['no such file', Object.assign(new Error('x'), { code: 'ENOENT', path: '/nowhere' }), 12, 2],
  ['a full disk', Object.assign(new Error('x'), { code: 'ENOSPC' }), 12, 2],
  ['a file that is taken', new CommandError(12, 'taken'), 12, 2],
  ['a wrong command line', new CommandError(2, 'wrong'), 2, 2],
  ['a machine that computes wrongly', new ComputationFault('broken'), 8, 8],
])('%s ends with its number', (_what, error, work, verdict) => {
  expect(toldAs(error, WORK_EXITS, testShell())).toMatchObject({ exit: work });
  expect(toldAs(error, VERDICT_EXITS, testShell())).toMatchObject({ exit: verdict });
});

it('names the check to programs', () => {
  expect(toldAs(refusal, VERDICT_EXITS, testShell())).toMatchObject({
    message: 'refused by the mathematical check (l): L is wrong',
    findings: { check: 'mathematical', code: 'l', section: 8 },
  });
});

it('takes no fault of ours for a verdict', () => {
  const fault = new TypeError('undefined is not a function');
  expect(toldAs(fault, VERDICT_EXITS, testShell())).toMatchObject({ exit: 8, cause: fault });
  expect(toldAs(fault, WORK_EXITS, testShell())).toBe(fault);
});

it('says interrupted whatever the interruption broke', () => {
  const controller = new AbortController();
  controller.abort('SIGINT');
  for (const error of ['SIGINT', new Error('ended'), refusal])
    expect(toldAs(error, VERDICT_EXITS, testShell({ signal: controller.signal }))).toMatchObject({
      exit: 130,
    });
});
