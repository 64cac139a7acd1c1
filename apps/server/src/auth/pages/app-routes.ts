/** Puts our own sign-in pages on their paths. */
import { APP } from '@brebaje/protocol/routes';
import type { FastifyInstance } from 'fastify';
import type { FaceContext } from '../../http/face-context.ts';
import { type Handler, mount } from '../../http/mount.ts';
import { sendProblem } from '../notice-page.ts';
import type { AuthServices } from '../services.ts';
import { changeAccount, showAccount } from './account-page.ts';
import { decide, showDevice } from './device-page.ts';
import { showJoin } from './join-page.ts';
import { JOIN_SCRIPT } from './join-script.ts';

/** @param built there are built pages to go on to */
export function appRoutes(
  app: FastifyInstance,
  context: FaceContext,
  services: AuthServices,
  built: boolean,
): void {
  const limited =
    (handler: Handler): Handler =>
    (request, reply) =>
      services.signIns.take(request.ip, context.clock.now())
        ? handler(request, reply)
        : sendProblem(
            reply.header('retry-after', '60'),
            context.config,
            429,
            'One moment',
            'Too many sign-ins came from your network. Try again in a minute.',
          );
  mount(app, { GET: (_, reply) => showJoin(reply, context, built) }, APP.join);
  mount(
    app,
    {
      GET: (_, reply) =>
        reply
          .header('content-type', 'text/javascript; charset=utf-8')
          .header('cache-control', 'no-cache')
          .send(Buffer.from(JOIN_SCRIPT)),
    },
    APP.joinScript,
  );
  mount(
    app,
    {
      GET: limited((...call) => showDevice(context, services, ...call)),
      POST: limited((...call) => decide(context, services, ...call)),
    },
    APP.device,
  );
  mount(
    app,
    {
      GET: limited((...call) => showAccount(context, ...call)),
      POST: limited((...call) => changeAccount(context, ...call)),
    },
    APP.account,
  );
}
