import type { CircuitSource } from '@brebaje/protocol/rest/circuit-source';
import type { circuitSchema } from '@brebaje/protocol/rest/circuits';
import type { z } from 'zod';
import { CommandError, EXIT } from '../exit-codes.ts';
import { findCeremony } from '../rest/find-ceremony.ts';
import { findCircuit } from '../rest/find-circuit.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { document, line } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

/** What is said of a circuit; an empty text takes it away. */
export interface SaidOptions extends RestOptions {
  name?: string;
  description?: string;
  repository?: string;
  commit?: string;
  compiler?: string;
  command?: string;
}

export interface EditOptions extends SaidOptions {
  place?: number;
}

const SOURCE = ['repository', 'commit', 'compiler', 'command'] as const;

/** `brebaje circuit edit <ceremony> <circuit>` */
export async function editCircuit(
  [ceremonyNamed, named]: readonly [string, string],
  options: EditOptions,
  shell: Shell,
): Promise<void> {
  const { place, name, description } = options;
  const { client, ceremony } = await findCeremony(ceremonyNamed, options, shell);
  const path = `/circuits/${findCircuit(ceremony, named).id}`;
  const { body: before, etag } = await client.call<z.infer<typeof circuitSchema>>({ method: 'GET', path });
  const body = {
    ...(place === undefined ? {} : { sequence: place }),
    ...(name === undefined ? {} : { name: name || null }),
    ...(description === undefined ? {} : { description: description || null }),
    ...sourceOf((before.metadata as { source?: CircuitSource }).source ?? {}, options),
  };
  if (Object.keys(body).length === 0)
    throw new CommandError(
      EXIT.usage,
      'what is to be changed?',
      'give --place, --name, --description or a source',
    );
  const request = { method: 'PATCH' as const, path, body, ...(etag === undefined ? {} : { ifMatch: etag }) };
  const after = (await client.call<z.infer<typeof circuitSchema>>(request)).body;
  if (options.json) return document(shell, after);
  shell.out(`Circuit ${after.sequence} of ${line(ceremony.slug)}: ${line(after.name ?? after.slug)}.`);
}

/** The source with what the options say of it; nothing when they say nothing. */
function sourceOf(before: CircuitSource, options: SaidOptions): { source?: CircuitSource | null } {
  if (SOURCE.every((field) => options[field] === undefined)) return {};
  const fields = SOURCE.map((field) => [field, options[field] ?? before[field]] as const);
  const source = Object.fromEntries(fields.filter(([, text]) => text !== undefined && text !== ''));
  return { source: Object.keys(source).length === 0 ? null : source };
}
