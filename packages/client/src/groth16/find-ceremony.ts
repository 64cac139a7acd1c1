import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import { ClientError } from '../client-error.ts';
import { ConnectionError, exchange, jsonOf } from '../exchange.ts';
import { isObject } from '../plain.ts';
import type { SequencerUrl } from '../sequencer-url.ts';
import type { Surroundings } from '../surroundings.ts';
import { type PinnedCeremony, readManifest } from './manifest.ts';
import type { SteadyClient } from './steady.ts';

/**
 * The Groth16 ceremony at an address that a person has; undefined for a KZG ceremony and at servers that are not
 * ours, which speak Ethereum's protocol only. A server's own address stands for its ceremony while it has one.
 */
export async function groth16At(
  world: Surroundings,
  url: SequencerUrl,
  signal?: AbortSignal,
): Promise<CeremonyBody | undefined> {
  const slug = url.slug ?? (await onlySlug(world, url, signal));
  if (slug === undefined) return undefined;
  const path = /^\d+$/.test(slug) ? `/ceremonies/${slug}` : `/ceremonies/by-slug/${slug}`;
  const body = await ask(world, url.server + path, signal);
  const found = isObject(body) && typeof body.id === 'number' && typeof body.slug === 'string';
  return found && body.scheme === 'GROTH16' ? (body as unknown as CeremonyBody) : undefined;
}

async function onlySlug(
  world: Surroundings,
  { server }: SequencerUrl,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const body = await ask(world, `${server}/ceremonies?limit=2`, signal);
  const items = isObject(body) && Array.isArray(body.items) ? body.items : [];
  const [only, second] = items;
  return !second && isObject(only) && typeof only.slug === 'string'
    ? encodeURIComponent(only.slug)
    : undefined;
}

/** What a server of ours answers; undefined for every other one. Whether it can be reached is seen later. */
async function ask(world: Surroundings, url: string, signal: AbortSignal | undefined): Promise<unknown> {
  try {
    const answer = await exchange(world, { method: 'GET', url, headerTimeout: 30_000, signal });
    return answer.status === 200 ? jsonOf(answer) : undefined;
  } catch (error) {
    const passes =
      error instanceof ConnectionError || (error instanceof ClientError && error.code === 'TOO_LARGE');
    if (passes) return undefined;
    throw error;
  }
}

/**
 * What the ceremony fixed at its opening, read from the manifest that the server has. `expected` is the hash that
 * the person, or an earlier run, knows it by: without it the server is believed this once. Throws STATE_INVALID,
 * REFUSED before the ceremony opens.
 */
export async function pinCeremony(
  client: SteadyClient,
  { id, slug }: Pick<CeremonyBody, 'id' | 'slug'>,
  expected: string | undefined,
): Promise<PinnedCeremony> {
  const { body } = await client.call<{ hash: string; text: string }>({
    method: 'GET',
    path: `/ceremonies/${id}/manifest`,
  });
  const pinned = readManifest(String(body.text), expected ?? String(body.hash));
  if (pinned.slug === slug) return pinned;
  throw new ClientError('STATE_INVALID', `the manifest is that of ${pinned.slug}, not of ${slug}`, {
    next: 'nothing was sent; compare its hash with the one that the ceremony publishes elsewhere',
  });
}
