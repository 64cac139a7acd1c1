/** The built pages: one document at every page's address, and the files that it loads. */
import { createHash } from 'node:crypto';
import { PAGES } from '@brebaje/protocol/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendNotFound } from '../http/answers.ts';
import type { FaceContext } from '../http/face-context.ts';
import { secured } from '../http/html.ts';
import { mount } from '../http/mount.ts';
import { prefixOf } from '../http/public-url.ts';
import type { BuiltPages, PageFile } from './open-pages.ts';
import { pagePolicy } from './page-policy.ts';

/** Addresses that scripts make pages of. Exact routes beside them, such as /app/account, come first. */
const DOCUMENTS = [
  PAGES.status,
  `${PAGES.ceremony}/:ceremony`,
  `${PAGES.ceremony}/:ceremony/*`,
  PAGES.verify,
  `${PAGES.app}/coordinate`,
  `${PAGES.app}/coordinate/*`,
];

/** Mounts the built pages; plain ones are where people without scripts are sent. */
export function builtRoutes(app: FastifyInstance, { config }: FaceContext, pages: BuiltPages): void {
  const policy = pagePolicy(config);
  const document = documentAt(pages.document, `${prefixOf(config)}/`);
  const sendDocument = (request: FastifyRequest, reply: FastifyReply) => {
    secured(reply, config, policy);
    return sendFile(request, reply.header('cache-control', 'no-cache'), document);
  };
  for (const path of DOCUMENTS) mount(app, { GET: sendDocument }, path);

  const sendAsset = (request: FastifyRequest, reply: FastifyReply) => {
    const { '*': name = '' } = request.params as { '*'?: string };
    const file = pages.files.get(`assets/${name}`);
    if (!file) return sendNotFound(reply);
    reply.header('x-content-type-options', 'nosniff');
    return sendFile(request, reply.header('cache-control', 'public, max-age=31536000, immutable'), file);
  };
  mount(app, { GET: sendAsset }, `${PAGES.assets}/*`);
}

/** The document for pages whose addresses begin with `base`. */
function documentAt(built: string, base: string): PageFile {
  const bytes = Buffer.from(built.replace('<base href="/">', () => `<base href="${base}">`));
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
  return { bytes, type: 'text/html; charset=utf-8', etag };
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  reply.header('etag', file.etag);
  const known = request.headers['if-none-match']?.split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known?.includes(file.etag) || known?.includes('*')) return reply.code(304).send();
  return reply.code(200).header('content-type', file.type).send(file.bytes);
}
