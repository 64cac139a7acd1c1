import {
  type AboutCeremony,
  type AboutChanges,
  aboutSchema,
  DEFAULT_TERMS,
  type Terms,
} from '@brebaje/protocol/rest/about';
import type { CeremonyRow } from '../store/schema.ts';

/** What people read before they join; where a coordinator has written no terms, those of the scheme. */
export function aboutOf(ceremony: Pick<CeremonyRow, 'about' | 'scheme'>): AboutCeremony {
  if (ceremony.about === null) return { terms: defaultTerms(ceremony.scheme) };
  return aboutSchema.parse(JSON.parse(ceremony.about));
}

/** The terms that somebody who joins now accepts. */
export function termsOf(ceremony: Pick<CeremonyRow, 'about' | 'scheme'>): Terms {
  return aboutOf(ceremony).terms;
}

function defaultTerms(scheme: CeremonyRow['scheme']): Terms {
  return { version: 1, text: DEFAULT_TERMS[scheme] };
}

/**
 * The texts with the changes that somebody wrote, and the names of those that differ. Other terms get another
 * version, so that it can be told who accepted which.
 */
export function changedAbout(
  before: AboutCeremony,
  changes: AboutChanges,
  scheme: CeremonyRow['scheme'],
): { about: AboutCeremony; changed: string[] } {
  const { terms, ...texts } = changes;
  const entries = Object.entries({ ...before, ...texts }).filter(
    ([name, text]) => name !== 'terms' && text !== null && text !== undefined,
  );
  const wanted = terms === undefined ? before.terms.text : (terms ?? DEFAULT_TERMS[scheme]);
  const same = wanted === before.terms.text;
  const about: AboutCeremony = {
    ...Object.fromEntries(entries),
    terms: same ? before.terms : { version: before.terms.version + 1, text: wanted },
  };
  const names = new Set([...Object.keys(before), ...Object.keys(about)]) as Set<keyof AboutCeremony>;
  const changed = [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(about[name]));
  return { about, changed };
}

/** The texts of a new ceremony; its terms are the first version, whoever wrote them. */
export function firstAbout(draft: AboutChanges, scheme: CeremonyRow['scheme']): AboutCeremony {
  const { about } = changedAbout({ terms: defaultTerms(scheme) }, draft, scheme);
  return { ...about, terms: { ...about.terms, version: 1 } };
}
