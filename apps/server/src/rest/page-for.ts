import type { Operation } from '@brebaje/protocol/rest/operation';
import { PAGES, REST_DOCS } from '@brebaje/protocol/routes';
import type { FastifyRequest } from 'fastify';

/**
 * Where a browser that asks for HTML on a REST path belongs; null for everybody else, who gets JSON. Programs
 * that accept anything (a curl, a fetch) are not browsers.
 */
export function pageFor(shape: Operation, request: FastifyRequest): string | null {
  if (shape.method !== 'GET' || request.headers.authorization !== undefined) return null;
  const [first] = (request.headers.accept ?? '').split(',');
  if (first?.split(';')[0]?.trim().toLowerCase() !== 'text/html') return null;
  const { slug, id } = (request.params ?? {}) as { slug?: string; id?: string };
  if (shape.path === '/ceremonies') return PAGES.status;
  if (/^\/ceremonies\/(by-slug\/)?\{/.test(shape.path) && (slug ?? id) !== undefined)
    return `${PAGES.ceremony}/${encodeURIComponent(slug ?? id ?? '')}`;
  return REST_DOCS;
}
