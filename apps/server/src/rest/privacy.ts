import type { PRIVACY_OPERATIONS } from '@brebaje/protocol/rest/privacy';
import { erasePerson } from '../privacy/erase-person.ts';
import { exportPerson } from '../privacy/export-person.ts';
import { findPerson, type Person } from '../privacy/person.ts';
import type { KnownCaller } from './caller.ts';
import type { Handlers } from './handler.ts';
import { Problem } from './problem.ts';
import type { RestContext } from './rest-context.ts';
import { toSeconds } from './seconds.ts';

const ASKED = 'the person asked for it';

export const PRIVACY_HANDLERS: Handlers<typeof PRIVACY_OPERATIONS> = {
  async exportUser(rest, { params, caller }) {
    const person = await themselves(rest, caller, params.id);
    const { ctx } = rest;
    const data = await exportPerson(ctx.store.db, person);
    return { body: { userId: params.id, at: toSeconds(ctx.clock.now()), data } };
  },

  async eraseUser(rest, { params, query, caller }) {
    const person = await themselves(rest, caller, params.id);
    const own = caller.userId === params.id;
    if (!own && query.reason === undefined)
      throw new Problem('INVALID_REQUEST', 'reason: needed for somebody else.', {
        errors: [{ path: 'reason', message: 'needed for somebody else' }],
      });
    const reason = query.reason ?? ASKED;
    await erasePerson(rest.ctx, person, {
      who: own ? 'participant' : 'operator',
      by: own ? null : caller.userId,
      reason,
    });
    return { status: 204 };
  },
};

/** The person; refuses everybody but themselves and operators, who alone learn whether there is one. */
async function themselves({ ctx }: RestContext, caller: KnownCaller, id: number): Promise<Person> {
  if (caller.userId !== id && caller.role !== 'operator')
    throw new Problem('NOT_PERMITTED', 'Only the person and operators of this server may do this.');
  const person = await findPerson(ctx.store.db, id);
  if (!person) throw new Problem('NOT_FOUND');
  return person;
}
