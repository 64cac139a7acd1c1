import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { contributeLine, downloadLines, quoted, verifyLine } from './commands.ts';

it('writes addresses as one word of a shell, whatever is in them', () => {
  for (const text of ['https://example.org/c/x', "https://e/c/it's", 'a b', '$(id)', '`id`;&|<>', '*']) {
    expect(execFileSync('sh', ['-c', `printf %s ${quoted(text)}`], { encoding: 'utf8' })).toBe(text);
  }
});

it('compares the command with its hash before it runs', () => {
  expect(downloadLines('https://example.org', 'ab')).toEqual([
    'curl -O https://example.org/brebaje.mjs',
    'echo "ab  brebaje.mjs" | sha256sum --check',
  ]);
  expect(contributeLine('https://example.org/c/x')).toBe(
    'node brebaje.mjs contribute https://example.org/c/x',
  );
  expect(verifyLine('https://example.org/c/x')).toBe('node brebaje.mjs verify https://example.org/c/x');
});
