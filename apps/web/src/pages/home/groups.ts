/** Ceremonies as a visitor looks for them. */
import type { CeremonySummary } from '@brebaje/client/rest/bodies';
import { type Phase, phaseOf } from '../ceremony/state.ts';

export const GROUPS = ['open', 'coming', 'running', 'finished'] as const;
export type Group = (typeof GROUPS)[number];

const GROUP: Record<Phase, Group> = {
  open: 'open',
  paused: 'open',
  scheduled: 'coming',
  closing: 'running',
  complete: 'running',
  finalizing: 'running',
  finalized: 'finished',
  canceled: 'finished',
};

/** What comes first is what somebody can do something about. */
export function grouped(ceremonies: readonly CeremonySummary[]): Record<Group, CeremonySummary[]> {
  const groups: Record<Group, CeremonySummary[]> = { open: [], coming: [], running: [], finished: [] };
  for (const ceremony of ceremonies) groups[GROUP[phaseOf(ceremony)]].push(ceremony);
  groups.open.sort((a, b) => rank(a) - rank(b) || later(a.openedAt, b.openedAt));
  groups.coming.sort(
    (a, b) => (a.opensAt ?? Number.MAX_SAFE_INTEGER) - (b.opensAt ?? Number.MAX_SAFE_INTEGER),
  );
  groups.running.sort((a, b) => later(a.closedAt, b.closedAt));
  groups.finished.sort((a, b) => later(a.finalizedAt ?? a.canceledAt, b.finalizedAt ?? b.canceledAt));
  return groups;
}

/** Tests behind what counts, paused ones behind both. */
const rank = ({ test, status }: CeremonySummary) => (status === 'PAUSED' ? 2 : 0) + (test ? 1 : 0);
const later = (a = 0, b = 0) => b - a;

/** By title or slug, and by state. */
export function filtered(
  ceremonies: readonly CeremonySummary[],
  text: string,
  group: Group | undefined,
): CeremonySummary[] {
  const wanted = text.trim().toLowerCase();
  return ceremonies.filter(
    (ceremony) =>
      (wanted === '' || ceremony.title.toLowerCase().includes(wanted) || ceremony.slug.includes(wanted)) &&
      (group === undefined || GROUP[phaseOf(ceremony)] === group),
  );
}
