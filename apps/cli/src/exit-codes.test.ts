import { ClientError } from '@brebaje/client/client-error';
import { expect, it } from 'vitest';
import { CommandError, EXIT, EXIT_MEANINGS, EXIT_OF } from './exit-codes.ts';
import { explain } from './explain.ts';
import { testShell } from './testing/test-shell.ts';

it('has one meaning for every number', () => {
  const numbers = Object.values(EXIT);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(Object.keys(EXIT_MEANINGS).map(Number).sort()).toEqual([...numbers].sort());
});

it.each(Object.entries(EXIT_OF))('%s ends with %i', (code, exit) => {
  const shell = testShell();
  expect(explain(new ClientError(code as keyof typeof EXIT_OF, 'why'), shell, [])).toBe(exit);
});

it('tells what went wrong and what to do next, once for people and once for programs', () => {
  const shell = testShell();
  const error = new ClientError('TURN_LOST', 'too late', { next: 'do that', serverCode: 'X::Y' });
  expect(explain(error, shell, ['--json'])).toBe(6);
  expect(JSON.parse(shell.outText())).toEqual({
    ok: false,
    exit: 6,
    code: 'TURN_LOST',
    message: 'too late',
    next: 'do that',
    serverCode: 'X::Y',
  });
  expect(shell.errText()).toBe('Error: too late\n  server: X::Y\n  do that\n');
});

it('tells programs what was found', () => {
  const shell = testShell();
  const error = new CommandError(EXIT.notReady, 'cannot open', undefined, { findings: { ready: false } });
  expect(explain(error, shell, ['--json'])).toBe(15);
  expect(JSON.parse(shell.outText())).toEqual({
    ok: false,
    exit: 15,
    message: 'cannot open',
    ready: false,
  });
});

it('calls nothing an error that is done', () => {
  const shell = testShell();
  const done = new CommandError(EXIT.notAdmitted, 'you have contributed', 'rest', { allIsWell: true });
  expect(explain(done, shell, [])).toBe(5);
  expect(shell.errText()).toBe('Done: you have contributed\n  rest\n');
});

it('lets nobody else write to the terminal', () => {
  const shell = testShell();
  const evil = 'a\u001b]0;b\u0007c\u009b31md\u202ee\nf';
  explain(new ClientError('REFUSED', evil, { next: evil, serverCode: evil }), shell, ['--json']);
  const kept = 'a ]0;b c 31md e\nf';
  expect(shell.errText()).toBe(`Error: ${kept}\n  server: ${kept}\n  ${kept}\n`);
  expect(JSON.parse(shell.outText())).toMatchObject({ message: kept, next: kept, serverCode: kept });
});

it.each([
  [new CommandError(EXIT.noServer, 'none'), 13],
  [Object.assign(new Error('x'), { name: 'ConfigError', problems: ['--port: no'] }), 3],
  [Object.assign(new Error('x'), { name: 'DataFolderLocked' }), 3],
  [Object.assign(new Error('x'), { code: 'ENOENT', path: '/nowhere' }), 12],
  [new Error('unexpected'), 1],
  ['thrown text', 1],
])('%s', (error, exit) => {
  expect(explain(error, testShell(), [])).toBe(exit);
});
