import type { Shell } from '../shell.ts';

/** A shell that remembers what was written. */
export function testShell(given: Partial<Shell> = {}): Shell & { outText(): string; errText(): string } {
  let out = '';
  let err = '';
  return {
    env: {},
    out: (text) => {
      out += `${text}\n`;
    },
    err: (text) => {
      err += text;
    },
    readInput: async () => '',
    interactive: false,
    columns: 60,
    signal: new AbortController().signal,
    style: (_look, text) => text,
    outText: () => out,
    errText: () => err,
    ...given,
  };
}
