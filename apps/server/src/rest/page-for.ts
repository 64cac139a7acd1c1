/** Where a browser that asks for HTML on a REST path belongs. Programs never are led anywhere. */
import type { Operation } from '@brebaje/protocol/rest/operation';
import { APP, PAGES, REST_DOCS } from '@brebaje/protocol/routes';
import type { FastifyRequest } from 'fastify';
import type { Db } from '../store/open-store.ts';

/** JSON that is kept as a file: a person who follows a link to it wants the file. */
const KEPT = /\/(manifest|receipt|transcripts?|export)$/;

/** Tabs of a ceremony's page; what has none there is on its first. */
const TABS: Record<string, string> = {
  artifacts: '/files',
  attention: '/coordinate',
  drafts: '/coordinate',
  events: '/record',
  invitations: '/coordinate',
  participants: '/people',
  reservations: '/coordinate',
};

/** Pages about whoever is signed in. */
const OWN = /^\/(auth|notifications|sessions|subscriptions|users)(\/|$)/;

/**
 * The page for a GET of an operation's path, below the public URL; null: whoever asks gets JSON. Programs that accept
 * anything (a curl, a fetch) are not browsers, nor are those that send a session, nor is a script of a page.
 * @param built whether there are pages that scripts make, with tabs and pages of coordinators
 */
export async function pageFor(
  db: Db,
  shape: Operation,
  request: FastifyRequest,
  built: boolean,
): Promise<string | null> {
  if (shape.method !== 'GET' || KEPT.test(shape.path) || !isPersonReading(request)) return null;
  const { path } = shape;
  const { slug, id } = (request.params ?? {}) as { slug?: string; id?: string };
  if (path === '/ceremonies' || path === '/contributions') return PAGES.status;
  if (OWN.test(path)) return APP.account;
  if (path.startsWith('/projects')) return built ? `${PAGES.app}/coordinate` : REST_DOCS;
  const { ceremonyId } = (request.query ?? {}) as { ceremonyId?: unknown };
  if (path === '/circuits') return typeof ceremonyId === 'string' ? ceremonyPage(ceremonyId) : PAGES.status;
  const [, first = '', , part = ''] = path.split('/');
  if (first === 'ceremonies' && (slug ?? id) !== undefined)
    return ceremonyPage(slug ?? id ?? '') + (built ? (TABS[part] ?? '') : '');
  const found = id === undefined ? undefined : await ceremonyOf(db, first, Number(id));
  if (found === undefined) return REST_DOCS;
  return ceremonyPage(found) + (built && first !== 'circuits' ? '/people' : '');
}

const ceremonyPage = (name: string): string => `${PAGES.ceremony}/${encodeURIComponent(name)}`;

/** A browser that goes to an address says so by what it wants first; newer ones say it in a word besides. */
export function isPersonReading({ headers }: FastifyRequest): boolean {
  if (headers.authorization !== undefined) return false;
  const mode = headers['sec-fetch-mode'];
  if (mode !== undefined && mode !== 'navigate') return false;
  const [first] = (headers.accept ?? '').split(',');
  return first?.split(';')[0]?.trim().toLowerCase() === 'text/html';
}

/** Slug of the ceremony that a numbered thing belongs to. */
async function ceremonyOf(db: Db, kind: string, id: number): Promise<string | undefined> {
  if (!Number.isSafeInteger(id)) return undefined;
  const from = db.selectFrom('ceremony').select('ceremony.slug');
  const query = {
    circuits: () =>
      from.innerJoin('circuit', 'circuit.ceremonyId', 'ceremony.id').where('circuit.id', '=', id),
    participants: () =>
      from.innerJoin('participant', 'participant.ceremonyId', 'ceremony.id').where('participant.id', '=', id),
    contributions: () =>
      from
        .innerJoin('circuit', 'circuit.ceremonyId', 'ceremony.id')
        .innerJoin('contribution', 'contribution.circuitId', 'circuit.id')
        .where('contribution.id', '=', id),
  }[kind];
  return (await query?.().executeTakeFirst())?.slug;
}
