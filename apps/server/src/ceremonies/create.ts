import type { Policy } from '@brebaje/ceremony/policy';
import { parseSizes } from '@brebaje/kzg/sizes';
import type { AboutCeremony } from '@brebaje/protocol/rest/about';
import type { ParsedDraft } from '@brebaje/protocol/rest/ceremonies';
import { NO_SIZES, policyOfDraft } from '@brebaje/protocol/rest/draft-faults';
import { isTest, qualificationOf } from '../config/policy-of.ts';
import { Problem } from '../rest/problem.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { recordBlob } from '../store/blobs.ts';
import { createCeremony, findCeremonyBySlug } from '../store/ceremonies.ts';
import { createCircuit } from '../store/circuits.ts';
import { appendEvent } from '../store/events.ts';
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow } from '../store/schema.ts';
import type { KzgMetadata } from '../verify/kzg-scheme.ts';
import { firstAbout } from './about.ts';
import { type Acting, told } from './acting.ts';
import { type Admission, admissionColumns, changedAdmission } from './eligibility.ts';
import { refuseFaults } from './faults.ts';
import { type Planned, writingFaults } from './opening.ts';

/** A ceremony that is about to have a row. */
export interface NewRow {
  slug: string;
  title: string;
  scheme: CeremonyRow['scheme'];
  test: boolean;
  policy: Policy;
  admission: Admission;
  about: AboutCeremony | null;
  opensAt: number | null;
  closesAt: number | null;
  /** KZG: the sizes of its one circuit. */
  metadata: KzgMetadata | null;
}

/**
 * Creates the rows of a SCHEDULED ceremony in the project that `projectOf` gives. Undefined when the slug is
 * taken.
 */
export async function insertCeremony(
  ctx: ServerContext,
  wanted: NewRow,
  projectOf: (trx: Db, now: number) => Promise<number>,
  acting: Acting,
): Promise<CeremonyRow | undefined> {
  const { address } = await ctx.keys.receiptKey(wanted.slug);
  const genesis = await storeGenesis(ctx, wanted);
  const ceremony = await ctx.store.transaction(async (trx) => {
    const now = ctx.clock.now();
    const { slug, title, scheme, test, policy, about, opensAt, closesAt } = wanted;
    if (genesis) await recordBlob(trx, { ...genesis, kind: 'genesis', createdAt: now });
    const ceremony = await createCeremony(trx, {
      projectId: await projectOf(trx, now),
      slug,
      title,
      scheme,
      status: 'SCHEDULED',
      policy: JSON.stringify(policy),
      ...admissionColumns(wanted.admission),
      test: test ? 1 : 0,
      about: about && JSON.stringify(about),
      opensAt,
      closesAt,
      receiptAddress: address,
      createdAt: now,
    });
    if (!ceremony) return undefined;
    if (genesis) {
      await createCircuit(trx, {
        ceremonyId: ceremony.id,
        sequence: 1,
        slug: 'powers-of-tau',
        metadata: JSON.stringify(wanted.metadata),
        genesisBlob: genesis.hash,
        headBlob: genesis.hash,
      });
    }
    const data = { slug, scheme, test, ...(genesis ? { genesis: genesis.hash } : {}), ...told(acting) };
    await appendEvent(trx, ceremony.id, { type: 'ceremony.created', data }, now);
    return ceremony;
  });
  // Until the commit no row named these bytes, and whoever deleted the last ceremony that did took them along.
  if (genesis && (await ctx.blobs.size(genesis.hash)) === undefined) await storeGenesis(ctx, wanted);
  return ceremony;
}

/** The state without contributions; ceremonies of the same sizes have the same bytes. */
async function storeGenesis(
  ctx: ServerContext,
  { metadata }: Pick<NewRow, 'metadata'>,
): Promise<{ hash: string; size: number } | null> {
  return metadata && ctx.blobs.put(ctx.schemes.KZG.genesis(metadata));
}

/** What a draft asks for, with this server's defaults. Throws CEREMONY_UNFIT for what contradicts itself. */
export function rowOfDraft(ctx: ServerContext, draft: ParsedDraft): NewRow {
  const { config } = ctx;
  const row: NewRow = {
    slug: draft.slug,
    title: draft.title,
    scheme: draft.scheme,
    test: draft.test ?? isTest(config),
    policy: policyOfDraft(draft),
    admission: changedAdmission(
      { eligibility: null, qualification: qualificationOf(config) },
      draft.eligibility ?? {},
    ),
    about: firstAbout(draft.about ?? {}, draft.scheme),
    opensAt: draft.opensAt === undefined ? null : draft.opensAt * 1000,
    closesAt: draft.closesAt === undefined ? null : draft.closesAt * 1000,
    metadata: metadataOf(draft, config.ceremonySizes),
  };
  refuseFaults(writingFaults(ctx, { ...row, sizes: row.metadata?.sizes }));
  return row;
}

function metadataOf({ scheme, sizes }: ParsedDraft, usual: string): KzgMetadata | null {
  if (scheme === 'KZG') return { sizes: sizes ?? parseSizes(usual) };
  if (sizes === undefined) return null;
  const { sentence } = NO_SIZES;
  throw new Problem('INVALID_REQUEST', sentence, { errors: [{ path: 'sizes', message: sentence }] });
}

/** A draft as a plan, before there is a row. */
export function plannedOfDraft(row: NewRow, hasSupport = false): Planned {
  return {
    ...row,
    sizes: row.metadata?.sizes,
    roster: null,
    circuits: row.metadata ? [{ slug: 'powers-of-tau', sequence: 1, hasGenesis: true }] : [],
    hasTerms: true,
    hasSupport: hasSupport || row.about?.support !== undefined,
    // Whoever creates it will coordinate it.
    hasCoordinator: true,
    about: row.about ?? {},
  };
}

/** Creates a ceremony in a project. Throws CONFLICT when the slug is taken, CEREMONY_UNFIT as above. */
export async function createInProject(
  ctx: ServerContext,
  projectId: number,
  draft: ParsedDraft,
  acting: Acting,
): Promise<CeremonyRow> {
  const row = rowOfDraft(ctx, draft);
  const taken = () =>
    new Problem('CONFLICT', `There is a ceremony ${draft.slug} already: slugs are for ever.`);
  if (await findCeremonyBySlug(ctx.store.db, draft.slug)) throw taken();
  const created = await insertCeremony(ctx, row, async () => projectId, acting);
  if (!created) throw taken();
  return created;
}
