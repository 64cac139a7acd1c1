import type { Policy } from '@brebaje/ceremony/policy';
import { canBeRead } from '@brebaje/kzg/contribution';
import { formatSizes, parseSizes } from '@brebaje/kzg/sizes';
import {
  policyOf as configuredPolicy,
  isTest,
  type Qualification,
  qualificationOf,
} from '../config/policy-of.ts';
import { recordBlob } from '../store/blobs.ts';
import { createCeremony, ensureProject, findCeremonyBySlug } from '../store/ceremonies.ts';
import { createCircuit } from '../store/circuits.ts';
import { appendEvent } from '../store/events.ts';
import type { CeremonyRow } from '../store/schema.ts';
import type { KzgMetadata } from '../verify/kzg-scheme.ts';
import type { ServerContext } from './context.ts';
import { openCeremony } from './open-ceremony.ts';

export interface NewCeremony {
  slug: string;
  title: string;
  metadata: KzgMetadata;
  policy: Policy;
  qualification: Qualification;
  test: boolean;
}

/** Creates and opens a KZG ceremony with its one circuit; the one that is there when the slug is taken. */
export async function createKzgCeremony(ctx: ServerContext, wanted: NewCeremony): Promise<CeremonyRow> {
  const known = await findCeremonyBySlug(ctx.store.db, wanted.slug);
  if (!known) await insertCeremony(ctx, wanted);
  const ceremony = known ?? (await findCeremonyBySlug(ctx.store.db, wanted.slug));
  if (!ceremony) throw new Error(`ceremony ${wanted.slug} could not be created`);
  if (ceremony.status !== 'SCHEDULED' || ceremony.opensAt !== null) return ceremony;
  await openCeremony(ctx, ceremony.id, 'operator');
  return (await findCeremonyBySlug(ctx.store.db, wanted.slug)) ?? ceremony;
}

async function insertCeremony(ctx: ServerContext, wanted: NewCeremony): Promise<void> {
  const { sizes } = wanted.metadata;
  if (!canBeRead(sizes))
    throw new Error(`contributions to ${formatSizes(sizes)} would be larger than what can be received`);
  const { address } = await ctx.keys.receiptKey(wanted.slug);
  const genesis = await ctx.blobs.put(ctx.schemes.KZG.genesis(wanted.metadata));
  await ctx.store.transaction(async (trx) => {
    const now = ctx.clock.now();
    const project = await ensureProject(trx, { slug: 'kzg', name: 'KZG ceremonies' }, now);
    await recordBlob(trx, { ...genesis, kind: 'genesis', createdAt: now });
    const ceremony = await createCeremony(trx, {
      projectId: project.id,
      slug: wanted.slug,
      title: wanted.title,
      scheme: 'KZG',
      status: 'SCHEDULED',
      policy: JSON.stringify(wanted.policy),
      qualification: JSON.stringify(wanted.qualification),
      test: wanted.test ? 1 : 0,
      receiptAddress: address,
      createdAt: now,
    });
    // Another process that shares the store was faster.
    if (!ceremony) return;
    await createCircuit(trx, {
      ceremonyId: ceremony.id,
      sequence: 1,
      slug: 'powers-of-tau',
      metadata: JSON.stringify(wanted.metadata),
      genesisBlob: genesis.hash,
      headBlob: genesis.hash,
    });
    const data = {
      who: 'operator',
      slug: wanted.slug,
      scheme: 'KZG',
      test: wanted.test,
      genesis: genesis.hash,
    };
    await appendEvent(trx, ceremony.id, { type: 'ceremony.created', data }, now);
  });
}

/**
 * The ceremony that the root routes speak for, created from the configuration at the first start: a test
 * ceremony unless there is a public URL or the configuration says otherwise.
 */
export function configuredCeremony(ctx: ServerContext): Promise<CeremonyRow> {
  const { config } = ctx;
  const test = isTest(config);
  return createKzgCeremony(ctx, {
    slug: config.ceremony,
    title: config.ceremonyTitle ?? (test ? 'TEST ceremony' : 'KZG ceremony'),
    metadata: { sizes: parseSizes(config.ceremonySizes) },
    policy: configuredPolicy(config),
    qualification: qualificationOf(config),
    test,
  });
}
