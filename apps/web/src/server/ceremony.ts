/** Ceremonies as the pages read them. */
import { ClientError } from '@brebaje/client/client-error';
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { queryOptions } from '@tanstack/react-query';
import { read } from './rest.ts';

/** A ceremony by its slug, or by its number where somebody has only that. */
export function ceremonyQuery(slug: string) {
  const path = /^\d+$/.test(slug) ? `/ceremonies/${slug}` : `/ceremonies/by-slug/${encodeURIComponent(slug)}`;
  return queryOptions({
    queryKey: ['ceremony', slug],
    queryFn: ({ signal }) => read<CeremonyBody>(path, signal),
  });
}

/** Whether a ceremony is not there, rather than out of reach. */
export function isMissing(error: unknown): boolean {
  return error instanceof ClientError && error.serverCode === 'NOT_FOUND';
}
