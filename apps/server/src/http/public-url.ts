/** What people write to reach the server. */
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config/options.ts';
import { isLoopback } from '../config/policy-of.ts';

/** The path of the public URL, without a slash at the end: `` or `/kzg`. */
export function prefixOf(config: Pick<Config, 'publicUrl'>): string {
  return config.publicUrl === null ? '' : new URL(config.publicUrl).pathname.replace(/\/+$/, '');
}

/** Takes the prefix off a request's URL; a proxy may have done it already. */
export function withoutPrefix(url: string, prefix: string): string {
  if (prefix === '' || !url.startsWith(prefix)) return url;
  const rest = url.slice(prefix.length);
  if (rest === '') return '/';
  if (rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : url;
}

/**
 * The base of links and of what people sign: the public URL; without one the request's Host, on loopback
 * only (any other name may be somebody else's that points here). No slash at the end. null: cannot be told.
 */
export function publicBase(config: Pick<Config, 'publicUrl'>, request: FastifyRequest): string | null {
  if (config.publicUrl !== null) return config.publicUrl.replace(/\/+$/, '');
  const host = request.headers.host ?? '';
  if (!/^[a-z0-9.:[\]-]+$/i.test(host) || !URL.canParse(`http://${host}`)) return null;
  const url = new URL(`http://${host}`);
  return isLoopback(url.hostname) ? url.origin : null;
}
