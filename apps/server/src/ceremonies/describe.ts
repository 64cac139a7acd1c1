import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import { PAGES } from '@brebaje/protocol/routes';
import { logoPath } from '../branding/logo.ts';
import { prefixOf } from '../http/public-url.ts';
import { type ShownAttestation, shownAttestation } from '../participants/attestations.ts';
import { shownNames } from '../rest/shown-name.ts';
import { logosOf } from '../store/logos.ts';
import type { Db } from '../store/open-store.ts';
import { findProject } from '../store/projects.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { announcementsOf } from './archive.ts';
import { resultOf } from './artifacts.ts';
import { type Shown, showCeremony } from './show.ts';

/** What a ceremony's page says besides what goes on at this moment. */
export interface Description {
  ceremony: CeremonyBody;
  /** Whose it is. `logo` is the path of its picture. */
  project: { name: string; homepage: string | null; logo: string | null };
  /** Times are milliseconds. */
  announcements: { at: number; kind: 'ANNOUNCEMENT' | 'INCIDENT'; text: string }[];
  artifacts: { name: string; url: string; size: number; hash: string }[];
  /** What contributors tell of their contributions, the latest contribution first. */
  attestations: ({ circuit: string; position: number; publicName: string } & ShownAttestation)[];
  /** Other public ceremonies of this server. */
  others: { title: string; url: string; status: CeremonyRow['status']; test: boolean }[];
}

/** Announcements on the page; all of them are in the log. */
const SHOWN = 10;

/** Attestations on the page; all of them are in the list of contributions. */
const ATTESTED = 50;

/** How many other ceremonies a page links to. */
const OTHERS = 50;

export async function describeCeremony(ctx: Shown, row: CeremonyRow): Promise<Description> {
  const { db } = ctx.store;
  const prefix = prefixOf(ctx.config);
  const others = await db
    .selectFrom('ceremony')
    .select(['title', 'slug', 'status', 'test'])
    .where('id', '<>', row.id)
    .where('archivedAt', 'is', null)
    .orderBy('id', 'desc')
    .limit(OTHERS)
    .execute();
  return {
    ceremony: await showCeremony(ctx, row),
    project: await projectOf(ctx, row.projectId),
    announcements: (await announcementsOf(ctx, row.id)).slice(0, SHOWN),
    artifacts: (await resultOf(ctx, row.id)).map(({ name, url, size, sha256 }) => ({
      name,
      url,
      size,
      hash: sha256,
    })),
    attestations: await attestedIn(db, row.id),
    others: others.map(({ title, slug, status, test }) => ({
      title,
      status,
      test: test === 1,
      url: `${prefix}${PAGES.ceremony}/${encodeURIComponent(slug)}`,
    })),
  };
}

async function projectOf({ config, store: { db } }: Shown, id: number): Promise<Description['project']> {
  const project = await findProject(db, id);
  const logo = (await logosOf(db, [id])).get(id);
  return {
    name: project?.name ?? '',
    homepage: project?.homepage ?? null,
    logo: logo ? prefixOf(config) + logoPath(logo) : null,
  };
}

async function attestedIn(db: Db, ceremonyId: number): Promise<Description['attestations']> {
  const rows = await db
    .selectFrom('attestation')
    .innerJoin('contribution', 'contribution.id', 'attestation.contributionId')
    .innerJoin('circuit', 'circuit.id', 'contribution.circuitId')
    .select(['attestation.url', 'attestation.note', 'contribution.position', 'contribution.participantId'])
    .select('circuit.slug as circuit')
    .where('circuit.ceremonyId', '=', ceremonyId)
    .orderBy('attestation.contributionId', 'desc')
    .limit(ATTESTED)
    .execute();
  const names = await shownNames(
    db,
    rows.map(({ participantId }) => participantId),
  );
  return rows.map(({ circuit, position, participantId, ...told }) => ({
    circuit,
    position,
    publicName: names.get(participantId) ?? `contributor-${participantId}`,
    ...shownAttestation(told),
  }));
}
