/** The description of the REST interface: for people at /docs, for programs at /openapi.json. */
import { createHash } from 'node:crypto';
import { openApi } from '@brebaje/protocol/rest/openapi';
import { reference } from '@brebaje/protocol/rest/reference';
import { OPENAPI, REST_DOCS, REST_DOCS_STYLE } from '@brebaje/protocol/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { namesTag } from '../http/conditions.ts';
import type { FaceContext } from '../http/face-context.ts';
import { type Html, html, sendPage } from '../http/html.ts';
import { mount } from '../http/mount.ts';
import { prefixOf, publicBase } from '../http/public-url.ts';
import { DOCS_STYLE, docsPage } from './docs-page.ts';

export function docsRoutes(app: FastifyInstance, { config, identity }: FaceContext): void {
  const prefix = prefixOf(config);
  const serverUrl = config.publicUrl?.replace(/\/+$/, '') ?? '/';
  const document = fileOf('application/json', () =>
    JSON.stringify(openApi({ version: identity.version, serverUrl })),
  );
  const style = fileOf('text/css; charset=utf-8', () => DOCS_STYLE);
  mount(app, { GET: document }, OPENAPI);
  mount(app, { GET: style }, REST_DOCS_STYLE);

  // Examples name the server as the reader reached it, so the latest page is kept for the next who did the same.
  let latest: { base: string; body: Html } | undefined;
  const page = (request: FastifyRequest, reply: FastifyReply) => {
    const base = publicBase(config, request) ?? `http://localhost:${config.port}`;
    if (latest?.base !== base) latest = { base, body: docsPage(reference(base), prefix) };
    return sendPage(reply, config, 200, {
      title: 'REST interface · Brebaje',
      head: html`<link rel="stylesheet" href="${prefix}${REST_DOCS_STYLE}">`,
      body: latest.body,
    });
  };
  mount(app, { GET: page }, REST_DOCS);
}

/**
 * A file that is made when somebody first asks for it and stays the same while the server runs; whoever has it is
 * told so.
 */
function fileOf(
  type: string,
  write: () => string,
): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  let file: { bytes: Buffer; etag: string } | undefined;
  return (request, reply) => {
    file ??= tagged(Buffer.from(write()));
    const { bytes, etag } = file;
    reply
      .header('etag', etag)
      .header('cache-control', 'no-cache')
      .header('x-content-type-options', 'nosniff');
    if (namesTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
    return reply.code(200).header('content-type', type).send(bytes);
  };
}

function tagged(bytes: Buffer): { bytes: Buffer; etag: string } {
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"` };
}
