import { findCeremony } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { document, line, when } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

interface Item {
  code: string;
  since: number;
  sentence: string;
  next: string;
}

/** `brebaje ceremony attention <ceremony>`: what needs a human, the most urgent first. */
export async function showAttention(named: string, options: RestOptions, shell: Shell): Promise<void> {
  const { client, ceremony } = await findCeremony(named, options, shell);
  const path = `/ceremonies/${ceremony.id}/attention`;
  const { items } = (await client.call<{ items: Item[] }>({ method: 'GET', path })).body;
  if (options.json) return document(shell, { items });
  if (items.length === 0) return shell.out('Nothing needs you: the server gets on by itself.');
  for (const { code, since, sentence, next } of items) {
    shell.out(`${shell.style('yellow', line(code))}  since ${when(since)}`);
    shell.out(`  ${line(sentence)}`);
    shell.out(`  ${line(next)}`);
  }
}
