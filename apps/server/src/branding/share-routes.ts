/** What other sites show of a ceremony: a badge, a card, and a page that may be framed. */
import { createHash } from 'node:crypto';
import { PAGES } from '@brebaje/protocol/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendNotFound } from '../http/answers.ts';
import { namesTag } from '../http/conditions.ts';
import type { FaceContext } from '../http/face-context.ts';
import { mount } from '../http/mount.ts';
import { findNamed } from '../http/named-ceremony.ts';
import { documentSender } from '../pages/documents.ts';
import { ceremonyHead, unknownHead } from '../pages/head.ts';
import type { BuiltPages } from '../pages/open-pages.ts';
import { embedPolicy } from '../pages/page-policy.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { badge } from './badge.ts';
import { cardPng } from './card.ts';
import { standingOf } from './standing.ts';

/** How long a picture is good for. */
const FRESH_SECONDS = 60;

/** Pictures that are kept: of more ceremonies than that, those of the earliest go. */
const KEPT = 256;

interface Picture {
  bytes: Buffer;
  /** Quoted, as the header has it. */
  tag: string;
}

/** Serves them. `pages` null: nothing may be framed, because there is no page that is made for it. */
export function shareRoutes(app: FastifyInstance, context: FaceContext, pages: BuiltPages | null): void {
  const at = (below: string) => `${PAGES.ceremony}/:ceremony${below}`;
  const { db } = context.store;
  const drawBadge = async (ceremony: CeremonyRow) => Buffer.from(badge(await standingOf(db, ceremony)));
  const drawCard = async (ceremony: CeremonyRow) => cardPng(await standingOf(db, ceremony));
  mount(app, { GET: pictures(context, 'image/svg+xml; charset=utf-8', drawBadge) }, at(PAGES.badge));
  mount(app, { GET: pictures(context, 'image/png', drawCard) }, at(PAGES.card));
  if (!pages?.has('embed.html')) return;

  const send = documentSender(context.config, pages);
  const policy = embedPolicy();
  mount(
    app,
    {
      GET: async (request, reply) => {
        const ceremony = await findNamed(db, (request.params as { ceremony: string }).ceremony);
        return send(request, reply, {
          name: 'embed.html',
          // What is looked for is the page that it is about.
          head: { ...(ceremony ? ceremonyHead(ceremony, '') : unknownHead()), hidden: true },
          policy,
          frameable: true,
          status: ceremony ? 200 : 404,
        });
      },
    },
    at(PAGES.embed),
  );
}

/** Answers with a picture that is drawn at most once a minute for each ceremony, however many ask. */
function pictures(
  { store, clock }: FaceContext,
  type: string,
  draw: (ceremony: CeremonyRow) => Promise<Buffer>,
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  const kept = new Map<number, { at: number; picture: Promise<Picture> }>();
  const pictureOf = (ceremony: CeremonyRow): Promise<Picture> => {
    const now = clock.now();
    const known = kept.get(ceremony.id);
    if (known && now >= known.at && now < known.at + FRESH_SECONDS * 1000) return known.picture;
    const picture = draw(ceremony).then((bytes) => ({
      bytes,
      tag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`,
    }));
    kept.delete(ceremony.id);
    kept.set(ceremony.id, { at: now, picture });
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    // A failure is not kept.
    picture.catch(() => kept.get(ceremony.id)?.picture === picture && kept.delete(ceremony.id));
    return picture;
  };
  return async (request, reply) => {
    const ceremony = await findNamed(store.db, (request.params as { ceremony: string }).ceremony);
    if (!ceremony) return sendNotFound(reply);
    const { bytes, tag } = await pictureOf(ceremony);
    reply
      .header('cache-control', `public, max-age=${FRESH_SECONDS}`)
      .header('etag', tag)
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cross-origin-resource-policy', 'cross-origin');
    if (namesTag(request.headers['if-none-match'], tag)) return reply.code(304).send();
    return reply.code(200).header('content-type', type).send(bytes);
  };
}
