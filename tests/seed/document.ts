/** The document that participants are built from, taken apart: its statements, and its requests. */
import { readFileSync } from 'node:fs';

const text = readFileSync(new URL('participants.txt', import.meta.url), 'utf8');

/** A request of the document: `# title`, method and path, and the body as printed. */
export interface Example {
  title: string;
  method: string;
  path: string;
  body: Record<string, unknown>;
}

/**
 * Every statement once, in order: sentences, items of lists, arrows of diagrams, lines of types, requests and
 * JSON examples whole. Headings only name what follows.
 */
export function statements(): string[] {
  const found: string[] = [];
  let block: string[] | null = null;
  for (const line of text.replace(/^---\n[\s\S]*?\n---\n/, '').split('\n')) {
    if (line.startsWith('```')) {
      if (block) found.push(...inBlock(block));
      block = block ? null : [];
    } else if (block) block.push(line);
    else if (line.trim() !== '' && !line.startsWith('#')) found.push(line.replace(/^(-|\d+\.) /, '').trim());
  }
  return [...new Set(found)];
}

function inBlock(lines: string[]): string[] {
  const whole = lines.join('\n');
  if (/^(#|GET|POST|PATCH|DELETE)/.test(whole)) return whole.split('\n\n').map((request) => request.trim());
  if (whole.startsWith('{')) return [whole];
  return lines.map((line) => line.trim()).filter((line) => !/^(|\}|stateDiagram-v2)$/.test(line));
}

/** The requests with a body, by title. */
export function examples(): Map<string, Example> {
  const requests = statements().flatMap((statement): Example[] => {
    const [, title, method, path, body] = /^# (.+)\n(\w+) (\S+)\n(\{[\s\S]*\})$/.exec(statement) ?? [];
    return title && method && path && body ? [{ title, method, path, body: JSON.parse(body) }] : [];
  });
  return new Map(requests.map((request) => [request.title, request]));
}

/** The JSON examples that are no request, in order: registering, a timeout, progress. */
export function jsonExamples(): Record<string, unknown>[] {
  return statements()
    .filter((statement) => statement.startsWith('{'))
    .map((statement) => JSON.parse(statement));
}
