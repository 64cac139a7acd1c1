import { expect, it } from 'vitest';
import { commandOf } from './commands.ts';

const served = { kind: 'server', server: 'https://a.example', slug: 'circuits' } as const;
const circuits = { receipt: true, phase1: true, scheme: 'GROTH16' } as const;

it('names the command that does the same', () => {
  expect(commandOf('receipt', served, circuits)).toBe(
    'brebaje receipt verify receipt.json --url https://a.example/c/circuits\n' +
      'brebaje verify https://a.example/c/circuits --quick --receipt receipt.json',
  );
  expect(commandOf('included', served, circuits)).toBe(
    'brebaje verify https://a.example/c/circuits --receipt receipt.json',
  );
  expect(commandOf('chain', served, circuits)).toBe('brebaje verify https://a.example/c/circuits');
  expect(commandOf('genesis', served, circuits)).toBe(
    'brebaje verify https://a.example/c/circuits --with-phase1',
  );
  expect(commandOf('genesis', served, { ...circuits, phase1: false })).toBe(
    'brebaje verify https://a.example/c/circuits --ptau powers.ptau',
  );
});

it('expects what the page expects', () => {
  const hash = 'ab'.repeat(32);
  const expected = [{ manifest: hash }, { seq: 3, hash }];
  const words = `--expect ${hash} --expect 3:${hash}`;
  const page = 'https://a.example/c/circuits';
  for (const grade of ['receipt', 'included', 'chain', 'genesis'] as const)
    for (const scheme of ['GROTH16', 'KZG'] as const) {
      const command = commandOf(grade, served, { receipt: false, phase1: false, scheme, expected });
      expect(command.endsWith(` ${words}`)).toBe(true);
    }
  expect(commandOf('receipt', served, { receipt: false, phase1: false, scheme: 'KZG', expected })).toBe(
    `brebaje verify ${page} ${words}`,
  );
  // The command would refuse it: a transcript has nothing that could be compared.
  const where = { kind: 'transcript', file: new File([''], 't.json') } as const;
  expect(commandOf('chain', where, { receipt: false, phase1: false, scheme: 'KZG', expected })).toBe(
    'brebaje verify t.json',
  );
});

it('quotes what a shell would read otherwise', () => {
  const file = new File([''], "it's here.json");
  const where = { kind: 'transcript', file } as const;
  expect(commandOf('chain', where, { receipt: false, phase1: false, scheme: 'KZG' })).toBe(
    `brebaje verify 'it'\\''s here.json'`,
  );
});
