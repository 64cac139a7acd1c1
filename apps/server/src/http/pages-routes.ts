/** Pages and files for people: status, style, the command for download, the server's keys. */
import { PAGES } from '@brebaje/protocol/routes';
import type { WellKnown } from '@brebaje/protocol/wire';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { githubConfigured } from '../auth/github.ts';
import { builtRoutes } from '../pages/built-routes.ts';
import type { BuiltPages } from '../pages/open-pages.ts';
import { listCeremonies } from '../store/ceremonies.ts';
import { storageOrigins } from '../store/s3/bucket-place.ts';
import { sendJson, sendPlain } from './answers.ts';
import type { Bundle } from './bundle.ts';
import type { FaceContext } from './face-context.ts';
import { FRAME_SCRIPT } from './frame-script.ts';
import { html, sendPage } from './html.ts';
import { type Handler, mount } from './mount.ts';
import { findNamed } from './named-ceremony.ts';
import { prefixOf } from './public-url.ts';
import { forCeremony } from './sequencer-routes.ts';
import { sendStatusPage } from './status-page.ts';
import { REFRESH_SCRIPT, STYLE } from './style.ts';

/**
 * Plain pages are below /plain; where no pages were built, they are those at / and /c/<slug>, too.
 * @returns what answers people at addresses that are none; null where no pages were built
 */
export function pageRoutes(
  app: FastifyInstance,
  context: FaceContext,
  bundle: Bundle | null,
  pages: BuiltPages | null,
): Handler | null {
  const status = forCeremony(context, (ceremony, request, reply) =>
    sendStatusPage(context, ceremony, bundle, request, reply),
  );
  const named: Handler = (request, reply) => sendNamed(context, bundle, request, reply);
  mount(app, { GET: status }, PAGES.plain);
  mount(app, { GET: named }, `${PAGES.plain}${PAGES.ceremony}/:ceremony`);
  const missing = pages && builtRoutes(app, context, pages);
  if (!pages) {
    mount(app, { GET: status }, PAGES.status);
    mount(app, { GET: status }, '/sequencer/:ceremony');
    mount(app, { GET: named }, `${PAGES.ceremony}/:ceremony`);
  }
  const file = (path: string, type: string, text: string): void =>
    mount(app, { GET: (_, reply) => sendFile(reply, type, Buffer.from(text)) }, path);
  file(PAGES.style, 'text/css; charset=utf-8', STYLE);
  file(PAGES.frameScript, 'text/javascript; charset=utf-8', FRAME_SCRIPT);
  file(PAGES.refreshScript, 'text/javascript; charset=utf-8', REFRESH_SCRIPT);
  if (bundle) {
    const download = `attachment; filename="brebaje.mjs"`;
    mount(
      app,
      {
        GET: (_, reply) =>
          sendFile(
            reply.header('content-disposition', download),
            'text/javascript; charset=utf-8',
            bundle.bytes,
          ),
      },
      PAGES.bundle,
    );
    mount(
      app,
      { GET: (_, reply) => sendPlain(reply, 200, `${bundle.sha256}  brebaje.mjs\n`) },
      PAGES.bundleHash,
    );
  }
  mount(app, { GET: (_, reply) => sendWellKnown(context, reply) }, PAGES.wellKnown);
  return missing;
}

async function sendNamed(
  context: FaceContext,
  bundle: Bundle | null,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { ceremony: name } = request.params as { ceremony: string };
  const ceremony = await findNamed(context.store.db, name);
  return ceremony ? sendStatusPage(context, ceremony, bundle, request, reply) : sendUnknown(context, reply);
}

/** An address that somebody typed or cut short: a page, since a person reads it. */
function sendUnknown({ config }: FaceContext, reply: FastifyReply): FastifyReply {
  return sendPage(reply, config, 404, {
    title: 'No such ceremony',
    body: html`<main>
<h1>There is no such ceremony here</h1>
<p>Check the end of the address, or ask whoever gave it to you.</p>
<p><a href="${prefixOf(config)}/">What this server runs</a></p>
</main>`,
  });
}

async function sendWellKnown(context: FaceContext, reply: FastifyReply): Promise<FastifyReply> {
  const ceremonies = await listCeremonies(context.store.db);
  const body: WellKnown = {
    name: 'brebaje',
    version: context.identity.version,
    logKey: context.identity.logKey,
    signIn: {
      github: githubConfigured(context.config),
      ethereumChainId: context.config.ethereumChainId,
    },
    storage: storageOrigins(context.config),
    ceremonies: ceremonies.map(({ slug, scheme, receiptAddress, test, status, drainedAt }) => ({
      slug,
      scheme,
      receiptAddress,
      test: test === 1,
      status,
      drained: drainedAt !== null,
    })),
  };
  return sendJson(reply, 200, body);
}

function sendFile(reply: FastifyReply, type: string, bytes: Uint8Array): FastifyReply {
  return reply
    .code(200)
    .header('content-type', type)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-cache')
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
