/** Handlers of sessions and of one's own account. */
import type { SESSION_OPERATIONS } from '@brebaje/protocol/rest/sessions';
import { rowOf } from '../auth/account.ts';
import { endSessionCookie } from '../auth/cookie.ts';
import { verifySignIn } from '../auth/eth-sign-in.ts';
import { requireBase, takeOwnSignIn, takeSignIn } from '../auth/give-session.ts';
import { takeLinkCode } from '../auth/link-code.ts';
import { linkIdentity, unlinkIdentity } from '../auth/link-identity.ts';
import { aboutMe, shownIdentity, shownSession } from '../auth/me.ts';
import { SiweError } from '../auth/siwe.ts';
import { endSessions, listSessionsOf } from '../store/sessions.ts';
import type { Handlers } from './handler.ts';
import { Problem } from './problem.ts';

export const SESSION_HANDLERS: Handlers<typeof SESSION_OPERATIONS> = {
  async readMe(rest, { caller, request }) {
    takeSignIn(rest, request);
    return { body: await aboutMe(rest.ctx.store.db, caller) };
  },

  async readSession({ ctx }, { caller }) {
    return { body: caller ? { me: await aboutMe(ctx.store.db, caller) } : {} };
  },

  async signOut(rest, { caller, request, reply }) {
    takeSignIn(rest, request);
    const { idHash } = caller.session;
    await rest.ctx.store.db.deleteFrom('session').where('idHash', '=', idHash).execute();
    endSessionCookie(rest.face, request, reply);
    return {};
  },

  async listSessions({ ctx }, { caller }) {
    const rows = await listSessionsOf(ctx.store.db, caller.userId, ctx.clock.now());
    return { body: { items: rows.map((row) => shownSession(row, caller.session.idHash)) } };
  },

  async endSession({ ctx }, { caller, params }) {
    const ended = await endSessions(ctx.store.db, caller.userId, params);
    if (ended === 0) throw new Problem('NOT_FOUND');
    return {};
  },

  async endOtherSessions({ ctx }, { caller }) {
    const butHash = caller.session.idHash;
    return { body: { ended: await endSessions(ctx.store.db, caller.userId, { butHash }) } };
  },

  async linkIdentity(rest, { caller, body, request }) {
    takeOwnSignIn(rest, request);
    const { ctx, face } = rest;
    const account =
      body.kind === 'github'
        ? await takeLinkCode(face, body.code)
        : await signer(() => verifySignIn(face, requireBase(rest, request), body.message, body.signature));
    if (!account) throw new Problem('CODE_UNKNOWN');
    const identity = await ctx.store.transaction((trx) =>
      linkIdentity(trx, caller.userId, rowOf(account), ctx.clock.now()),
    );
    return { body: shownIdentity(identity, caller) };
  },

  async unlinkIdentity(rest, { caller, params, request }) {
    takeSignIn(rest, request);
    await rest.ctx.store.transaction((trx) => unlinkIdentity(trx, caller.userId, params.id));
    return {};
  },
};

async function signer<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (error) {
    if (error instanceof SiweError) throw new Problem('SIGNATURE_REFUSED', error.message);
    throw error;
  }
}
