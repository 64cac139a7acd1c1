import type { Policy } from '@brebaje/ceremony/policy';
import { canBeRead } from '@brebaje/kzg/contribution';
import { formatSizes, parseSizes } from '@brebaje/kzg/sizes';
import { insertCeremony } from '../ceremonies/create.ts';
import {
  policyOf as configuredPolicy,
  isTest,
  type Qualification,
  qualificationOf,
} from '../config/policy-of.ts';
import { ensureProject, findCeremonyBySlug } from '../store/ceremonies.ts';
import type { CeremonyRow } from '../store/schema.ts';
import type { KzgMetadata } from '../verify/kzg-scheme.ts';
import type { ServerContext } from './context.ts';
import { openUnchecked } from './open-ceremony.ts';

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
  if (!known) await insert(ctx, wanted);
  const ceremony = known ?? (await findCeremonyBySlug(ctx.store.db, wanted.slug));
  if (!ceremony) throw new Error(`ceremony ${wanted.slug} could not be created`);
  // One that a coordinator has written has texts, and opens when its coordinator says so.
  const written = ceremony.about !== null || ceremony.opensAt !== null;
  if (ceremony.status !== 'SCHEDULED' || written) return ceremony;
  await openUnchecked(ctx, ceremony.id);
  return (await findCeremonyBySlug(ctx.store.db, wanted.slug)) ?? ceremony;
}

async function insert(ctx: ServerContext, wanted: NewCeremony): Promise<void> {
  const { qualification, ...row } = wanted;
  const { sizes } = wanted.metadata;
  if (!canBeRead(sizes))
    throw new Error(`contributions to ${formatSizes(sizes)} would be larger than what can be received`);
  const admission = { eligibility: null, qualification };
  // Undefined where another process that shares the store was faster.
  await insertCeremony(
    ctx,
    { ...row, scheme: 'KZG', admission, about: null, opensAt: null, closesAt: null },
    async (trx, now) => (await ensureProject(trx, { slug: 'kzg', name: 'KZG ceremonies' }, now)).id,
    { who: 'operator' },
  );
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
