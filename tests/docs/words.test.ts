import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { draftOf } from '@brebaje/cli/ceremony/file';
import { COMMANDS } from '@brebaje/cli/command-table';
import { EXIT_MEANINGS } from '@brebaje/cli/exit-codes';
import { main } from '@brebaje/cli/main';
import { testShell } from '@brebaje/cli/testing/test-shell';
import { ERRORS } from '@brebaje/protocol/errors';
import { OPERATIONS } from '@brebaje/protocol/rest/operations';
import { APP, AUTH, FILES, OPENAPI, OPERATOR, PAGES, REST_DOCS, SEQUENCER } from '@brebaje/protocol/routes';
import { load, readConfigFile } from '@brebaje/server/config/load';
import { OPTIONS, type OptionName, spellings } from '@brebaje/server/config/options';
import { describe, expect, it } from 'vitest';
import { blocksOf, codeOf, commandsOf, house, page, pages, rowsOf } from './pages.ts';

/** Options of other programs that the pages name. */
const FOREIGN = [
  '--help',
  '--unix-socket',
  '--compressed',
  '--detach-sign',
  '--armor',
  '--full',
  '--init',
  '--log',
  '--only',
  '--js-flags',
  '--v8-flags',
  '--wasm-wide-arithmetic',
  '--experimental-wasm-wide-arithmetic',
  '--experimental-wasm-relaxed-simd',
];

/** Flags of every command and of the words after it (`receipt verify`), as its help shows them. */
async function flagsOfCommands(): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>();
  for (const { name } of COMMANDS) {
    const told: string[] = [];
    for (const words = [[name]]; words.length > 0; ) {
      const shell = testShell();
      const word = words.pop()!;
      await main(['node', 'brebaje', ...word, '--help'], shell);
      told.push(shell.outText());
      const inner = /^Commands:\n([\s\S]*?)(?=\n\n|$(?![\s\S]))/m.exec(shell.outText())?.[1] ?? '';
      for (const [, next] of inner.matchAll(/^ {2}([a-z][a-z0-9]*)/gm))
        if (next !== 'help') words.push([...word, next!]);
    }
    all.set(name, told.join('\n').match(/(?<![\w-])--?[a-z][a-z0-9-]*/g) ?? []);
  }
  return all;
}

/** A configuration in TOML, read and checked as the server does. */
function loaded(toml: string): ReturnType<typeof load> {
  const folder = mkdtempSync(join(tmpdir(), 'brebaje-docs-'));
  try {
    const path = join(folder, 'brebaje.toml');
    writeFileSync(path, toml);
    return load({ file: { ...readConfigFile(path), name: 'brebaje.toml' } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A ceremony's file, or the server's configuration? */
const isCeremony = (toml: string): boolean => /^slug = /m.test(toml);

/** Every call of the command in a page, in blocks and in sentences: the arguments after `brebaje`. */
function callsOf(path: string): string[][] {
  const from = page(path);
  const lines = [...commandsOf(from), ...codeOf(from)];
  return lines.flatMap((line) => {
    const match = /^(?:.*[\s/])?brebaje(?:\.mjs)?(?: --)? ([a-z].*)$/.exec(line.replaceAll('"…"', '…'));
    return match && !/^(install|exec|docker)\b/.test(match[1]!) ? [match[1]!.split(/\s+/)] : [];
  });
}

describe('words of the command', async () => {
  const commands = await flagsOfCommands();

  it('the table of the README has every command and no other', () => {
    const rows = rowsOf(page('README.md')).map(([first]) => first ?? '');
    const named = rows
      .filter((cell) => cell.startsWith('`brebaje '))
      .flatMap((cell) =>
        [...cell.matchAll(/`(?:brebaje )?([a-z][a-z0-9-]*)(?: ([a-z]+))?/g)].map((match) =>
          // `import` stands for `brebaje handover import`.
          commands.has(match[1]!) ? match[1]! : cell.includes('handover') ? 'handover' : match[1]!,
        ),
      );
    expect([...new Set(named)].sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });

  it.each(pages())('$path calls it as it is', ({ path }) => {
    const wrong = callsOf(path).filter(([name, ...args]) => {
      const known = commands.get(name!);
      if (!known) return true;
      const flags = args.filter((arg) => /^--?[a-z]/.test(arg)).map((arg) => arg.split('=')[0]!);
      return !flags.every((flag) => known.includes(flag));
    });
    expect(wrong).toEqual([]);
  });

  it.each(pages())('every flag that $path names exists', (from) => {
    const known = new Set([...FOREIGN, ...[...commands.values()].flat()]);
    for (const name of Object.keys(OPTIONS) as OptionName[]) known.add(spellings(name).flag);
    const named = codeOf(from).flatMap((code) => code.match(/(?<![\w-])--[a-z][a-z0-9-]+/g) ?? []);
    expect(named.filter((flag) => !known.has(flag))).toEqual([]);
  });
});

describe('words of the server', () => {
  const options = (Object.keys(OPTIONS) as OptionName[]).map(spellings);

  it.each(pages())('every environment variable that $path names exists', ({ text }) => {
    const known = new Set(options.flatMap(({ env }) => [env, `${env}_FILE`]));
    // Of the command, of the files under deploy/, and of long tests.
    for (const name of ['BREBAJE_SESSION', 'BREBAJE_SITE', 'BREBAJE_CONFIG', 'BREBAJE_FUZZ_MINUTES'])
      known.add(name);
    const named = text.match(/\bBREBAJE_[A-Z][A-Z_]*\b/g) ?? [];
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(pages())('every configuration that $path shows is one', (from) => {
    for (const { language, text } of blocksOf(from))
      if (language === 'toml')
        expect(() => (isCeremony(text) ? draftOf(text, from.path) : loaded(text))).not.toThrow();
  });

  it('the operators’ example sets what it says', () => {
    const [example] = blocksOf(page('docs/guides/operators.md')).filter(
      ({ language }) => language === 'toml',
    );
    const { config, sources } = loaded(example!.text);
    expect(config).toMatchObject({
      publicUrl: 'https://ceremony.example.org',
      contributionTime: 600_000,
      ethereumMinNonce: 4,
      githubCreatedBefore: Date.UTC(2022, 7, 1),
    });
    expect(sources.githubCreatedBefore).toBe('brebaje.toml: github-created-before');
  });

  it.each(pages())('every code and exit code that $path names exists', (from) => {
    const codes = codeOf(from).filter((code) => /^\w+(Error|Payload)\w*::\w+$/.test(code));
    expect(codes.filter((code) => !(code in ERRORS))).toEqual([]);
    const exits = [...from.text.matchAll(/\(exit (\d+)\)/g)].map((match) => match[1]!);
    expect(exits.filter((code) => !(code in EXIT_MEANINGS))).toEqual([]);
  });

  it.each(pages())('every route that $path names exists', (from) => {
    const routes = [SEQUENCER, AUTH, APP, PAGES, OPERATOR].flatMap((table) => Object.values<string>(table));
    // As far as the first `{name}` of a path.
    const rest = Object.values(OPERATIONS).map(({ path }) => path.split('{')[0]!);
    const known = new Set([...routes, ...rest, REST_DOCS, OPENAPI, FILES, '/status', '/app/']);
    const named = codeOf(from)
      .map(
        (code) =>
          /^(?:GET |POST |PUT |PATCH |DELETE |http:\/\/127\.0\.0\.1:9998)?(\/[a-z.][\w./-]*)/.exec(code)?.[1],
      )
      .filter((path) => path !== undefined)
      // Folders of the machine, and the prefixes of one ceremony.
      .filter((path) => !/^\/(var|etc|opt|tmp|data|sequencer|c|24|48|path)\b/.test(path));
    expect(named.filter((path) => !known.has(path))).toEqual([]);
  });

  it('the log lines and texts that operators are told about are in the sources', () => {
    const sources = ['apps/cli/src', 'apps/server/src', 'packages/protocol/src', 'packages/client/src']
      .flatMap((room) =>
        readdirSync(join(house, room), { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
          .map((name) => readFileSync(join(house, room, name), 'utf8')),
      )
      .join('\n');
    for (const path of ['docs/guides/operators.md', 'docs/guides/participating.md']) {
      const symptoms = rowsOf(page(path)).map(([first]) => first ?? '');
      const texts = symptoms
        .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!))
        // Sentences, not names of files, routes or figures.
        .filter((text) => / /.test(text) && !/^(brebaje|delta|sum|up|npm|curl|du|ls|journalctl)/.test(text));
      const parts = texts
        .flatMap((text) => text.split('…'))
        .map((part) => part.replace(/[:(), ]+$/, '').trim());
      const missing = parts.filter((part) => part.length > 6 && !sources.includes(part));
      expect({ path, missing }).toEqual({ path, missing: [] });
    }
  });
});
