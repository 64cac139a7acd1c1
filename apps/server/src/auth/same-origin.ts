/** Who asks, as far as a browser tells: a page of this server, a page of somebody else, or no page. */
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config/options.ts';
import { publicBase } from '../http/public-url.ts';

type Asked = Pick<Config, 'publicUrl'>;

/**
 * Whether a browser says that a page of another origin asks. Sec-Fetch-Site and Origin are set by browsers,
 * never by pages; programs send neither. A form of ours says `Origin: null` where its page sends no referrer,
 * which then only Sec-Fetch-Site tells from a foreign one.
 */
export function isForeign(config: Asked, request: FastifyRequest): boolean {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  if (origin === undefined) return false;
  if (origin === 'null') return site === undefined;
  const base = publicBase(config, request);
  return base === null || new URL(base).origin !== origin;
}

/**
 * Whether a cookie may speak for somebody in this request: a page of ours asks, or the person by hand. What
 * only reads may come without the headers that tell, because older browsers leave them out there.
 */
export function mayUseCookie(config: Asked, request: FastifyRequest): boolean {
  if (isForeign(config, request)) return false;
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  return request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined;
}
