import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import { PAGES } from '@brebaje/protocol/routes';
import { prefixOf } from '../http/public-url.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { announcementsOf } from './archive.ts';
import { resultOf } from './artifacts.ts';
import { type Shown, showCeremony } from './show.ts';

/** What a ceremony's page says besides what goes on at this moment. */
export interface Description {
  ceremony: CeremonyBody;
  /** Times are milliseconds. */
  announcements: { at: number; kind: 'ANNOUNCEMENT' | 'INCIDENT'; text: string }[];
  artifacts: { name: string; url: string; size: number; hash: string }[];
  /** Other public ceremonies of this server. */
  others: { title: string; url: string; status: CeremonyRow['status']; test: boolean }[];
}

/** Announcements on the page; all of them are in the log. */
const SHOWN = 10;

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
    announcements: (await announcementsOf(ctx, row.id)).slice(0, SHOWN),
    artifacts: (await resultOf(ctx, row.id)).map(({ name, url, size, sha256 }) => ({
      name,
      url,
      size,
      hash: sha256,
    })),
    others: others.map(({ title, slug, status, test }) => ({
      title,
      status,
      test: test === 1,
      url: `${prefix}${PAGES.ceremony}/${encodeURIComponent(slug)}`,
    })),
  };
}
