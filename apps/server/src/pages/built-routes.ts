/** The built pages: one document at every page's address, and the files that it loads. */
import { PAGES } from '@brebaje/protocol/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendNotFound } from '../http/answers.ts';
import type { FaceContext } from '../http/face-context.ts';
import { type Handler, mount } from '../http/mount.ts';
import { findNamed } from '../http/named-ceremony.ts';
import { prefixOf } from '../http/public-url.ts';
import { findProject } from '../store/projects.ts';
import { documentSender } from './documents.ts';
import { firstFiles } from './first-files.ts';
import { ceremonyHead, generalHead, type Head, missingHead, unknownHead } from './head.ts';
import type { BuiltPages } from './open-pages.ts';
import { type PageFile, sendPageFile } from './page-file.ts';
import { CEREMONY_PAGES, GENERAL_PAGES } from './page-paths.ts';
import { pagePolicy, workerPolicy } from './page-policy.ts';

/** Files whose names people and browsers know, so they stay the same when the content changes. */
const NAMED = ['favicon.svg', 'apple-touch-icon.png', 'manifest.webmanifest'];

/**
 * Mounts the built pages; plain ones are where people without scripts are sent.
 * @returns what answers people at addresses that are none
 */
export function builtRoutes(app: FastifyInstance, context: FaceContext, pages: BuiltPages): Handler {
  const send = documentSender(context.config, pages);
  const policy = pagePolicy(context.config);
  const first = firstFiles(pages);
  const missing: Handler = (request, reply) =>
    send(request, reply, { head: missingHead(), policy, status: 404 });
  for (const path of GENERAL_PAGES) {
    const scripts = path === PAGES.status ? first : [];
    mount(
      app,
      { GET: (request, reply) => send(request, reply, { head: generalHead(path), policy, scripts }) },
      path,
    );
  }
  for (const below of CEREMONY_PAGES) {
    const scripts = below === '' ? first : [];
    const page: Handler = (request, reply) =>
      sendCeremony(
        context,
        (head, status) => send(request, reply, { head, status, policy, scripts }),
        request,
        below,
      );
    mount(app, { GET: page }, `${PAGES.ceremony}/:ceremony${below}`);
  }
  mount(app, { GET: missing }, `${PAGES.ceremony}/:ceremony/*`);
  mount(app, { GET: missing }, `${PAGES.app}/coordinate/*`);
  // The base that clients of the sequencer protocol are given; a person who opens it means the ceremony.
  const sequencer = (request: FastifyRequest, reply: FastifyReply) => {
    const { ceremony: slug } = request.params as { ceremony: string };
    const page = `${prefixOf(context.config)}${PAGES.ceremony}/${encodeURIComponent(slug)}`;
    return reply.code(303).header('location', page).header('cache-control', 'no-store').send();
  };
  mount(app, { GET: sequencer }, '/sequencer/:ceremony');

  const named = ({ '*': name = '' }: { '*'?: string }) => pages.get(`assets/${name}`);
  mount(
    app,
    {
      GET: (request, reply) => {
        const workers = workerPolicy(context.config, (request.params as { '*'?: string })['*'] ?? '');
        // What an operator changes must reach those who have the script already.
        const caching = workers === undefined ? FOR_EVER : ASK_AGAIN;
        if (workers !== undefined) reply.header('content-security-policy', workers);
        return sendFile((asked) => named(asked.params as object), caching)(request, reply);
      },
    },
    `${PAGES.assets}/*`,
  );
  for (const name of NAMED) mount(app, { GET: sendFile(() => pages.get(name), ASK_AGAIN) }, `/${name}`);
  return missing;
}

async function sendCeremony(
  { store }: FaceContext,
  send: (head: Head, status?: number) => Promise<FastifyReply>,
  request: FastifyRequest,
  below: string,
): Promise<FastifyReply> {
  const { ceremony: name } = request.params as { ceremony: string };
  const ceremony = await findNamed(store.db, name);
  if (!ceremony) return send(unknownHead(), 404);
  return send(ceremonyHead(ceremony, below, await findProject(store.db, ceremony.projectId)));
}

/** The build writes a hash of the content into these names. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

function sendFile(
  find: (request: FastifyRequest) => PageFile | undefined,
  caching: string,
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  return async (request, reply) => {
    const file = find(request);
    if (!file) return sendNotFound(reply);
    return sendPageFile(request, reply.header('cache-control', caching), file);
  };
}
