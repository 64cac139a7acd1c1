import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { SERVER } from '../server/place.ts';
import type { Place } from './messages.ts';

/** What a worker has to know of a ceremony, without what it cannot be sent. */
export function placeOf(ceremony: CeremonyBody, sessionId: string | undefined): Place {
  const { id, slug, scheme, policy, circuits, expected } = ceremony;
  return { server: SERVER, ceremony: { id, slug, scheme, policy, circuits, expected }, sessionId };
}
