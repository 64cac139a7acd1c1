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
import { ceremonyHead, generalHead, type Head, unknownHead } from './head.ts';
import type { BuiltPages } from './open-pages.ts';
import { type PageFile, sendPageFile } from './page-file.ts';
import { pagePolicy, workerPolicy } from './page-policy.ts';

/** Addresses of pages that belong to no one ceremony. Exact routes beside them, such as /app/account, come first. */
const GENERAL = [PAGES.status, PAGES.verify, `${PAGES.app}/coordinate`, `${PAGES.app}/coordinate/*`];

/** Files whose names people and browsers know, so they stay the same when the content changes. */
const NAMED = ['favicon.svg', 'apple-touch-icon.png', 'manifest.webmanifest'];

/** Mounts the built pages; plain ones are where people without scripts are sent. */
export function builtRoutes(app: FastifyInstance, context: FaceContext, pages: BuiltPages): void {
  const send = documentSender(context.config, pages);
  const policy = pagePolicy(context.config);
  const first = firstFiles(pages);
  for (const path of GENERAL)
    mount(
      app,
      {
        GET: (request, reply) =>
          send(request, reply, {
            head: generalHead(path.replace(/\/\*$/, '')),
            policy,
            scripts: path === PAGES.status ? first.home : [],
          }),
      },
      path,
    );
  const ceremony =
    (scripts: readonly string[]): Handler =>
    (request, reply) =>
      sendCeremony(
        context,
        (head, status) => send(request, reply, { head, status, policy, scripts }),
        request,
      );
  mount(app, { GET: ceremony(first.ceremony) }, `${PAGES.ceremony}/:ceremony`);
  mount(app, { GET: ceremony([]) }, `${PAGES.ceremony}/:ceremony/*`);
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
}

async function sendCeremony(
  { store }: FaceContext,
  send: (head: Head, status?: number) => Promise<FastifyReply>,
  request: FastifyRequest,
): Promise<FastifyReply> {
  const { ceremony: name, '*': below } = request.params as { ceremony: string; '*'?: string };
  const ceremony = await findNamed(store.db, name);
  if (!ceremony) return send(unknownHead(), 404);
  const path = below ? `/${below.split('/').map(encodeURIComponent).join('/')}` : '';
  return send(ceremonyHead(ceremony, path, await findProject(store.db, ceremony.projectId)));
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
