import { type RestClient, RestRefusal } from '@brebaje/client/rest/rest-client';
import type { circuitSchema } from '@brebaje/protocol/rest/circuits';
import type { ShownDraft } from '@brebaje/protocol/rest/drafts';
import type { z } from 'zod';
import { findCeremony } from '../rest/find-ceremony.ts';
import { findCircuit } from '../rest/find-circuit.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { document, line, table } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { contributionsOf } from './show.ts';

type Circuit = z.infer<typeof circuitSchema>;

/** `brebaje circuit list <ceremony>` */
export async function listCircuits(named: string, options: RestOptions, shell: Shell): Promise<void> {
  const { client, ceremony } = await findCeremony(named, options, shell);
  const items: Circuit[] = [];
  for await (const one of client.all<Circuit>(`/circuits?ceremonyId=${ceremony.id}`)) items.push(one);
  const drafts = await draftsOf(client, ceremony.id);
  if (options.json) return document(shell, { items, drafts });
  table(
    shell,
    ['PLACE', 'CIRCUIT', 'IN', 'WAITING', 'MEDIAN', 'NOW', 'HEAD'],
    [
      ...items.map(({ sequence, slug, contributions, adopted, waiting, statistics, turn, halted, head }) => [
        sequence,
        slug,
        contributionsOf(contributions, adopted),
        waiting,
        statistics.medianSeconds === undefined ? '–' : `${Math.round(statistics.medianSeconds)} s`,
        halted ? `HALTED: ${halted.why}` : turn ? `${turn.name} ${turn.step ?? turn.status}` : 'nobody',
        `${head.slice(0, 12)}…`,
      ]),
      ...drafts.map((draft) => [draft.sequence, draft.slug, '–', '–', '–', stateOf(draft), '–']),
    ],
  );
}

/** What is being registered, for those who coordinate; others see nothing of it. */
async function draftsOf(client: RestClient, ceremony: number): Promise<ShownDraft[]> {
  try {
    const path = `/ceremonies/${ceremony}/drafts`;
    const { body } = await client.call<{ items: ShownDraft[] }>({ method: 'GET', path });
    return body.items.filter(({ state }) => state !== 'READY');
  } catch (error) {
    if (error instanceof RestRefusal && [401, 403].includes(error.status ?? 0)) return [];
    throw error;
  }
}

function stateOf({ state, problem, genesis }: ShownDraft): string {
  if (state === 'FAILED') return `FAILED: ${problem ?? ''}`;
  if (state !== 'WORKING') return 'FILES are being collected';
  return genesis?.phase === undefined ? 'waits to be made' : `${genesis.phase} ${genesis.progress ?? 0} %`;
}

/** `brebaje circuit halt|resume <ceremony> [circuit]` */
export async function stopCircuit(
  [ceremonyNamed, named]: readonly [string, string | undefined],
  act: 'halt' | 'resume',
  options: RestOptions & { reason: string },
  shell: Shell,
): Promise<void> {
  const { client, ceremony } = await findCeremony(ceremonyNamed, options, shell);
  const circuit = findCircuit(ceremony, named);
  const { body } = await client.call({
    method: 'POST',
    path: `/circuits/${circuit.id}/${act}`,
    body: { reason: options.reason },
  });
  if (options.json) return document(shell, body);
  const slug = line(circuit.slug);
  shell.out(
    act === 'halt'
      ? `${slug} takes nobody for now: the clock of an open turn stands still, nobody loses a place.`
      : `${slug} goes on.`,
  );
}
