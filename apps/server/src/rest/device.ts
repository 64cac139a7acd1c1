/** Handlers of terminals without a browser, and of moving to a second device. */
import type { DEVICE_OPERATIONS } from '@brebaje/protocol/rest/device';
import { APP } from '@brebaje/protocol/routes';
import type { FastifyRequest } from 'fastify';
import { agentLabel } from '../auth/agent-label.ts';
import { DEVICE_LIFE, startDevice, takeDeviceSession } from '../auth/device.ts';
import { giveSession, requireBase, takeOwnSignIn } from '../auth/give-session.ts';
import { enterMove, startMove } from '../auth/move.ts';
import { grouped } from '../auth/short-code.ts';
import type { Handlers } from './handler.ts';
import { Problem } from './problem.ts';
import type { RestContext } from './rest-context.ts';

export const DEVICE_HANDLERS: Handlers<typeof DEVICE_OPERATIONS> = {
  async startDevice(rest, { body, request }) {
    takeOwnSignIn(rest, request);
    const page = requireBase(rest, request) + APP.device;
    const client = body.client ?? agentLabel(request);
    const { deviceCode, userCode, interval } = await startDevice(rest.face, client);
    const shown = grouped(userCode);
    return {
      body: {
        device_code: deviceCode,
        user_code: shown,
        verification_uri: page,
        verification_uri_complete: `${page}?user_code=${shown}`,
        expires_in: DEVICE_LIFE / 1000,
        interval,
      },
    };
  },

  async takeDeviceToken(rest, { body, request, reply }) {
    takeOwnSignIn(rest, request);
    const given = await takeDeviceSession(rest.face, body.device_code);
    return { body: giveSession(rest, { request, reply }, given, false) };
  },

  async startMove(rest, { caller, request }) {
    takeOwnSignIn(rest, request);
    return { body: await startMove(rest.face, caller.session.identityId) };
  },

  async enterMove(rest, { body, request, reply }) {
    takeOwnSignIn(rest, request);
    takeCode(rest, request);
    const given = await enterMove(rest.face, body.code, body.label ?? agentLabel(request));
    return { body: giveSession(rest, { request, reply }, given, body.cookie) };
  },
};

/** One short code of the address prefix's share. Throws RATE_LIMITED. */
function takeCode({ services, ctx }: RestContext, request: FastifyRequest): void {
  if (!services.codes.take(request.ip, ctx.clock.now())) throw new Problem('RATE_LIMITED');
}
