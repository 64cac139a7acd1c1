/** Where a ceremony stands, in the few words of a badge or a card. */
import { contributionsOf } from '../ceremonies/show.ts';
import type { Db } from '../store/open-store.ts';
import { findProject } from '../store/projects.ts';
import type { CeremonyRow } from '../store/schema.ts';

export interface Standing {
  title: string;
  slug: string;
  project: string;
  projectSlug: string;
  test: boolean;
  state: 'ahead' | 'open' | 'paused' | 'ended' | 'canceled' | 'final';
  /** "open", "opens 3 Dec 2026". */
  words: string;
  contributions: number;
  /** The project's colours, `#rrggbb`; null: ours. */
  accentLight: string | null;
  accentDark: string | null;
}

export async function standingOf(db: Db, ceremony: CeremonyRow): Promise<Standing> {
  const project = await findProject(db, ceremony.projectId);
  const contributions = (await contributionsOf(db, [ceremony.id])).get(ceremony.id) ?? 0;
  return {
    title: ceremony.title,
    slug: ceremony.slug,
    project: project?.name ?? '',
    projectSlug: project?.slug ?? '',
    test: ceremony.test === 1,
    ...stateOf(ceremony),
    contributions,
    accentLight: project?.accentLight ?? null,
    accentDark: project?.accentDark ?? null,
  };
}

function stateOf(ceremony: CeremonyRow): Pick<Standing, 'state' | 'words'> {
  const { status, opensAt, drainedAt, draining } = ceremony;
  if (status === 'CANCELED') return { state: 'canceled', words: 'canceled' };
  if (status === 'FINALIZED') return { state: 'final', words: 'finalized' };
  if (drainedAt !== null) return { state: 'ended', words: 'complete' };
  if (status === 'SCHEDULED')
    return { state: 'ahead', words: opensAt === null ? 'not open yet' : `opens ${date(opensAt)}` };
  if (draining === 1 || status === 'CLOSED') return { state: 'ended', words: 'closing' };
  return status === 'PAUSED' ? { state: 'paused', words: 'paused' } : { state: 'open', words: 'open' };
}

/** Seen anywhere, so the day is that of UTC. */
function date(millis: number): string {
  const form = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-GB', form).format(millis);
}

/** "1 contribution", "65,536 contributions". */
export function counted(contributions: number): string {
  return `${contributions.toLocaleString('en')} ${contributions === 1 ? 'contribution' : 'contributions'}`;
}
