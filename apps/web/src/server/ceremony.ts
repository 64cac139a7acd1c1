/** Ceremonies as the pages read them. */
import { ClientError } from '@brebaje/client/client-error';
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import type { RestRequest } from '@brebaje/client/rest/rest-client';
import { queryOptions } from '@tanstack/react-query';
import { rest } from './rest.ts';

/** A ceremony by its slug, or by its number where somebody has only that. */
export function ceremonyQuery(slug: string) {
  const path = /^\d+$/.test(slug) ? `/ceremonies/${slug}` : `/ceremonies/by-slug/${encodeURIComponent(slug)}`;
  return queryOptions({
    queryKey: ['ceremony', slug],
    async queryFn({ signal }): Promise<ReadCeremony> {
      const { body, etag } = await rest.call<CeremonyBody>({ method: 'GET', path, signal });
      return etag === undefined ? body : { ...body, etag };
    },
  });
}

/** A ceremony as it was read, with what names its version. */
interface ReadCeremony extends CeremonyBody {
  readonly etag?: string;
}

/** For what somebody decides by what they see: where others have changed it since, it is refused. */
export function asSeen({ etag }: ReadCeremony): Pick<RestRequest, 'ifMatch'> {
  return etag === undefined ? {} : { ifMatch: etag };
}

/** Whether a ceremony is not there, rather than out of reach. */
export function isMissing(error: unknown): boolean {
  return error instanceof ClientError && error.serverCode === 'NOT_FOUND';
}
