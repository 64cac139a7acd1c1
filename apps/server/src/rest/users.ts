import type { USER_OPERATIONS, userSchema } from '@brebaje/protocol/rest/users';
import type { z } from 'zod';
import type { UserRow } from '../store/schema.ts';
import { findUser, lockOperators, updateUser } from '../store/users.ts';
import type { Caller } from './caller.ts';
import type { Handlers } from './handler.ts';
import { listing } from './list.ts';
import { Problem } from './problem.ts';
import { requireVersion, written } from './row-version.ts';
import { toSeconds } from './seconds.ts';

const USERS = listing('user', {
  sorts: { id: 'number' },
  filters: { role: (eb, role: 'operator' | 'coordinator') => eb('role', '=', role) },
});

export const USER_HANDLERS: Handlers<typeof USER_OPERATIONS> = {
  async listUsers({ ctx }, { query, caller }) {
    const seesAll = caller?.role === 'operator';
    if (query.role !== undefined && !seesAll)
      throw new Problem('NOT_PERMITTED', 'Only operators see the roles of others.');
    const { rows, ...page } = await USERS.page(
      ctx.store.db,
      query,
      seesAll ? undefined : (eb) => eb('contributedAt', 'is not', null),
    );
    return { body: { ...page, items: rows.map((row) => shown(row, caller)) } };
  },

  async readUser({ ctx }, { params, caller }) {
    const row = await findUser(ctx.store.db, params.id);
    if (!row || !isVisible(row, caller)) throw new Problem('NOT_FOUND');
    return { body: shown(row, caller), version: row.version };
  },

  async changeUser({ ctx }, { params, caller, body, ifMatch }) {
    const row = await ctx.store.transaction(async (trx) => {
      const before = await findUser(trx, params.id);
      if (!before || !isVisible(before, caller)) throw new Problem('NOT_FOUND');
      if (caller.userId !== before.id && caller.role !== 'operator')
        throw new Problem('NOT_PERMITTED', 'This is another person.');
      if (body.publicName !== undefined && caller.userId !== before.id)
        throw new Problem('NOT_PERMITTED', 'Everybody chooses their own public name.');
      if (body.role !== undefined && caller.role !== 'operator')
        throw new Problem('NOT_PERMITTED', 'Only operators give and take roles.');
      requireVersion(before, ifMatch);
      if (Object.keys(body).length === 0) return before;
      if (before.role === 'operator' && body.role !== undefined && body.role !== 'operator') {
        const operators = await lockOperators(trx);
        if (operators.every((id) => id === before.id))
          throw new Problem('CONFLICT', 'This is the last operator: make somebody else one first.');
      }
      const { publicName = before.publicName, role = before.role } = body;
      return written(await updateUser(trx, before, { publicName, role }));
    });
    if (body.role !== undefined)
      ctx.log.info({ user: row.id, role: row.role, by: caller.userId }, 'role changed');
    return { body: shown(row, caller), version: row.version };
  },
};

function isVisible(row: UserRow, caller: Caller): boolean {
  return row.contributedAt !== null || caller?.userId === row.id || caller?.role === 'operator';
}

function shown(row: UserRow, caller: Caller): z.input<typeof userSchema> {
  const known = { id: row.id, ...(row.publicName === null ? {} : { publicName: row.publicName }) };
  if (caller?.role !== 'operator' && caller?.userId !== row.id) return known;
  return { ...known, ...(row.role === null ? {} : { role: row.role }), createdAt: toSeconds(row.createdAt) };
}
