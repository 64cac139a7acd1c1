/** An archive's copy, and ways to change what is in it. */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonical } from '@brebaje/client/rest/check-log';

// biome-ignore lint/suspicious/noExplicitAny: documents are changed at will
export type Document = any;

/** Ways to change a folder. */
export interface Copy {
  at(name: string): string;
  text(name: string, change: (text: string) => string): void;
  json(name: string, change: (document: Document) => void): void;
  /** Changes a byte in the middle. */
  flip(name: string): void;
  swap(a: string, b: string): void;
  /** Changes events and links them anew, as somebody would who rewrites the log. */
  log(change: (bodies: Document[]) => void): void;
  /** Changes the result, and names it in a log that is rewritten. */
  result(name: string, change: (text: string) => string): void;
}

/** What is changed, the check that must fail, and how. */
export type Change = readonly [what: string, check: string, change: (copy: Copy) => void];

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The copy in a folder. */
export function copyIn(path: string): Copy {
  const at = (name: string) => join(path, name);
  const text: Copy['text'] = (name, change) =>
    writeFileSync(at(name), change(readFileSync(at(name), 'utf8')));
  const json: Copy['json'] = (name, change) =>
    text(name, (before) => {
      const document = JSON.parse(before);
      change(document);
      return JSON.stringify(document, null, 2);
    });
  const log: Copy['log'] = (change) =>
    text('events.jsonl', (before) => {
      const bodies = before
        .trim()
        .split('\n')
        .map((line) => JSON.parse(JSON.parse(line).body));
      change(bodies);
      let previous: string | null = null;
      const lines = bodies.map((said) => {
        const body = canonical({ ...said, previous });
        const line = {
          seq: said.seq,
          type: said.type,
          at: Math.floor(said.at / 1000),
          hash: sha256(body),
          ...(previous === null ? {} : { previous }),
          body,
        };
        previous = line.hash;
        return JSON.stringify(line);
      });
      return `${lines.join('\n')}\n`;
    });
  return {
    at,
    text,
    json,
    log,
    flip: (name) => {
      const bytes = readFileSync(at(name));
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(at(name), bytes);
    },
    swap: (a, b) => {
      renameSync(at(a), at('swapped'));
      renameSync(at(b), at(a));
      renameSync(at('swapped'), at(b));
    },
    result(name, change) {
      text(`result/${name}`, change);
      const bytes = readFileSync(at(`result/${name}`));
      const facts = { sha256: sha256(bytes), size: bytes.length };
      const rename = (artifact: Document) => artifact.name === name && Object.assign(artifact, facts);
      json('ceremony.json', ({ artifacts }) => artifacts.forEach(rename));
      log((bodies) => {
        for (const artifact of bodies.at(-1).data.artifacts)
          if (artifact.name === name) Object.assign(artifact, { hash: facts.sha256, size: facts.size });
      });
    },
  };
}

/** Changes `ceremony.json`. */
export const inCeremony =
  (change: (document: Document) => void) =>
  ({ json }: Copy) =>
    json('ceremony.json', change);
