/** The line that tells whoever was refused where help is: the ceremony's own, else its project's. */
import type { FastifyRequest } from 'fastify';
import type { Db } from '../store/open-store.ts';
import type { RestContext } from './rest-context.ts';

/** How the ceremony of a row is found, by the first step of the row's address. */
const CEREMONY_OF = {
  ceremonies: (db: Db, id: number) => db.selectFrom('ceremony').select('id').where('id', '=', id),
  participants: (db: Db, id: number) =>
    db.selectFrom('participant').select('ceremonyId as id').where('id', '=', id),
  circuits: (db: Db, id: number) => db.selectFrom('circuit').select('ceremonyId as id').where('id', '=', id),
  reservations: (db: Db, id: number) =>
    db.selectFrom('reservation').select('ceremonyId as id').where('id', '=', id),
  contributions: (db: Db, id: number) =>
    db
      .selectFrom('contribution')
      .innerJoin('circuit', 'circuit.id', 'contribution.circuitId')
      .select('circuit.ceremonyId as id')
      .where('contribution.id', '=', id),
  drafts: (db: Db, id: number) => db.selectFrom('draft').select('ceremonyId as id').where('id', '=', id),
  uploads: (db: Db, id: number) =>
    db
      .selectFrom('upload')
      .leftJoin('participant', 'participant.id', 'upload.participantId')
      .leftJoin('draft', 'draft.id', 'upload.draftId')
      .select(({ fn }) => fn.coalesce('participant.ceremonyId', 'draft.ceremonyId').as('id'))
      .where('upload.id', '=', id),
};

type Kind = keyof typeof CEREMONY_OF | 'projects';
type Subject = { kind: Kind; id: number } | { kind: 'slug'; slug: string };

/** Lines are remembered for a minute: a client that is refused in a loop costs no reads. */
const KEPT_MILLIS = 60_000;
const KEPT = 1_000;

const known = new WeakMap<object, Map<string, { line: string | undefined; until: number }>>();

/** Where help is for the ceremony or project that a request is about; undefined where nobody said. */
export async function supportFor(
  { ctx }: RestContext,
  request: FastifyRequest,
  body: unknown,
): Promise<string | undefined> {
  const subject = subjectOf(request, body);
  if (!subject) return undefined;
  const lines = known.get(ctx.store) ?? new Map();
  known.set(ctx.store, lines);
  const key = Object.values(subject).join('/');
  const now = ctx.clock.now();
  const kept = lines.get(key);
  if (kept && kept.until > now && kept.until <= now + KEPT_MILLIS) return kept.line;
  // Where even this cannot be read, the refusal goes out without it.
  const line = await lineOf(ctx.store.db, subject).catch(() => undefined);
  if (lines.size >= KEPT) lines.clear();
  lines.set(key, { line, until: now + KEPT_MILLIS });
  return line;
}

function subjectOf(request: FastifyRequest, body: unknown): Subject | null {
  const [, first = ''] = (request.routeOptions.url ?? '').split('/');
  const { id, slug } = (request.params ?? {}) as { id?: string; slug?: string };
  if (first === 'ceremonies' && slug !== undefined) return { kind: 'slug', slug };
  if (id !== undefined) return isKind(first) ? numbered(first, id) : null;
  const named = { ...(request.query as object), ...(body as object | undefined) } as Record<string, unknown>;
  return numbered('ceremonies', named.ceremonyId) ?? numbered('projects', named.projectId);
}

function isKind(word: string): word is Kind {
  return word === 'projects' || Object.hasOwn(CEREMONY_OF, word);
}

function numbered(kind: Kind, text: unknown): Subject | null {
  const id = Number(text ?? Number.NaN);
  return Number.isSafeInteger(id) && id > 0 ? { kind, id } : null;
}

async function lineOf(db: Db, subject: Subject): Promise<string | undefined> {
  if (subject.kind === 'projects') {
    const project = await db
      .selectFrom('project')
      .select('support')
      .where('id', '=', subject.id)
      .executeTakeFirst();
    return project?.support ?? undefined;
  }
  const ceremonies = db
    .selectFrom('ceremony')
    .innerJoin('project', 'project.id', 'ceremony.projectId')
    .select(['ceremony.about', 'project.support']);
  const of =
    subject.kind === 'slug'
      ? ceremonies.where('ceremony.slug', '=', subject.slug)
      : ceremonies.where('ceremony.id', '=', CEREMONY_OF[subject.kind](db, subject.id));
  const row = await of.executeTakeFirst();
  const about = JSON.parse(row?.about ?? '{}') as { support?: string };
  return about.support ?? row?.support ?? undefined;
}
