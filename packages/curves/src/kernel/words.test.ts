import { expect, test } from 'vitest';
import { isSlowedByWrongAnswers, kernelInWords, rejectionInWords } from './words.ts';

const wrong = { kernel: 'fma', reason: 'known answers differ', wrong: true } as const;
const missing = { kernel: 'wide', reason: 'invalid numeric opcode', wrong: false } as const;

test('a kernel is told by its name and what it computes with', () => {
  expect(kernelInWords('fma')).toBe('fused multiply-add on doubles (kernel fma, the fastest)');
  expect(kernelInWords('plain')).toBe('29-bit integers, which every engine has (kernel plain)');
});

test('a kernel that computes wrongly is told from one that does not start', () => {
  expect(rejectionInWords(wrong)).toBe(
    'fma is not used: it computed wrongly when it was tested here (known answers differ)',
  );
  expect(rejectionInWords(missing)).toBe('wide is not used: it does not start here (invalid numeric opcode)');
});

test('wrong answers matter when nothing fast is left', () => {
  expect(isSlowedByWrongAnswers({ kernel: 'plain', rejected: [wrong, missing] })).toBe(true);
  expect(isSlowedByWrongAnswers({ kernel: 'wide', rejected: [wrong] })).toBe(false);
  expect(isSlowedByWrongAnswers({ kernel: 'plain', rejected: [missing] })).toBe(false);
  expect(isSlowedByWrongAnswers({ kernel: 'fma', rejected: [] })).toBe(false);
});
