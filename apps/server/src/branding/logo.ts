/** The logo of a project: taken in after a look at what it is, and served so that it can be nothing else. */
import { createHash } from 'node:crypto';
import { MAX_LOGO } from '@brebaje/protocol/rest/projects';
import { PAGES } from '@brebaje/protocol/routes';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendNotFound } from '../http/answers.ts';
import { BodyTooLarge, boundedBody } from '../http/bodies.ts';
import type { FaceContext } from '../http/face-context.ts';
import { mount } from '../http/mount.ts';
import { Problem } from '../rest/problem.ts';
import { findLogo, type LogoFacts } from '../store/logos.ts';
import type { LogoRow } from '../store/schema.ts';
import { pictureIn } from './picture.ts';

/** Pixels a side. */
const SMALLEST = 16;
const LARGEST = 2_048;

type Taken = Pick<LogoRow, 'hash' | 'mediaType' | 'width' | 'height' | 'bytes'>;

/** The logo in a request's body. Throws Problem where it is none that may be shown, BodyTooLarge, ClientGone. */
export async function readLogo(request: FastifyRequest, reply: FastifyReply): Promise<Taken> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_LOGO) throw new BodyTooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of boundedBody(request, reply)) {
    size += chunk.length;
    if (size > MAX_LOGO) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const picture = pictureIn(bytes);
  if (typeof picture === 'string') throw new Problem('INVALID_REQUEST', picture);
  const sides = [picture.width, picture.height];
  if (sides.some((side) => side < SMALLEST || side > LARGEST))
    throw new Problem(
      'INVALID_REQUEST',
      `A logo has ${SMALLEST} to ${LARGEST} pixels a side; this one has ${sides.join(' × ')}.`,
    );
  return { ...picture, bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}

/** Address of a logo, below the server's base: for ever the same bytes. */
export function logoPath({ hash }: Pick<LogoFacts, 'hash'>): string {
  return `${PAGES.logo}/${hash}`;
}

/** Serves logos. */
export function logoRoutes(app: FastifyInstance, { store }: FaceContext): void {
  mount(
    app,
    {
      GET: async (request, reply) => {
        const { hash } = request.params as { hash: string };
        const logo = /^[0-9a-f]{64}$/.test(hash) ? await findLogo(store.db, hash) : undefined;
        if (!logo) return sendNotFound(reply);
        return (
          reply
            .code(200)
            .header('content-type', logo.mediaType)
            .header('content-security-policy', "default-src 'none'; sandbox")
            .header('x-content-type-options', 'nosniff')
            // Pages may lie on another host than their server, and be framed on a third one.
            .header('cross-origin-resource-policy', 'cross-origin')
            .header('cache-control', 'public, max-age=31536000, immutable')
            .send(Buffer.from(logo.bytes))
        );
      },
    },
    `${PAGES.logo}/:hash`,
  );
}
