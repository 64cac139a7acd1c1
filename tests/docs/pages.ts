/** The documentation as text: pages, fenced blocks, code in sentences, links, headings. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const house = fileURLToPath(new URL('../..', import.meta.url));

export interface Page {
  /** From the root of the house. */
  path: string;
  text: string;
}

export interface Block {
  language: string;
  text: string;
}

/** README, SECURITY and everything under docs/. */
export function pages(): Page[] {
  const inDocs = readdirSync(join(house, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(house, join(entry.parentPath, entry.name)));
  return ['README.md', 'SECURITY.md', ...inDocs.sort()].map(page);
}

export function page(path: string): Page {
  return { path, text: readFileSync(join(house, path), 'utf8') };
}

export function blocksOf({ text }: Page): Block[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1]!,
    text: match[2]!,
  }));
}

export interface Step {
  command: string;
  /** Lines of the `text` block right after it: what it prints, among others. `…` stands for any text. */
  prints: string[];
}

/** The commands of a page's `sh` blocks in order, one a line, comments taken off. */
export function stepsOf({ text }: Page): Step[] {
  const blocks = text.matchAll(/^```sh\n([\s\S]*?)^```$(?:\s*^```text\n([\s\S]*?)^```$)?/gm);
  return [...blocks].flatMap(([, commands, output]) => {
    const steps = commands!
      .replaceAll('\\\n', ' ')
      .split('\n')
      .map((line) => line.replace(/(^|\s)#\s.*$/, '').trim())
      .filter((line) => line !== '')
      .map((command): Step => ({ command, prints: [] }));
    steps.at(-1)?.prints.push(...(output ?? '').split('\n').filter((line) => !/^…?$/.test(line)));
    return steps;
  });
}

export const commandsOf = (from: Page): string[] => stepsOf(from).map(({ command }) => command);

/** `code` in sentences and tables. */
export function codeOf({ text }: Page): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);
}

/** Targets of links and pictures. */
export function linksOf({ text }: Page): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
}

/** The anchors that a page's headings make, as GitHub makes them. */
export function anchorsOf({ text }: Page): Set<string> {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  return new Set(
    [...prose.matchAll(/^#+ (.+)$/gm)].map((match) =>
      match[1]!
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

/** The cells of every table row of a page. */
export function rowsOf({ text }: Page): string[][] {
  return [...text.matchAll(/^\|(.+)\|$/gm)].map((match) =>
    match[1]!.split(/(?<!\\)\|/).map((cell) => cell.trim()),
  );
}
