import {
  type NOTIFICATION_OPERATIONS,
  type SubscriptionView,
  topicList,
  WEBHOOK_FORMS,
} from '@brebaje/protocol/rest/notifications';
import { defaultTopics, type Topic } from '@brebaje/protocol/topics';
import { attentionNow } from '../attention/watch.ts';
import { isLocal } from '../config/policy-of.ts';
import { CONFIRM_KEYS, confirmationMail, type Draft, newSubscription } from '../notify/new-subscription.ts';
import { canMail, queueMail } from '../notify/outbox.ts';
import { queueTest } from '../notify/try-out.ts';
import { TargetRefused, webhookTarget } from '../notify/webhook-target.ts';
import { findCeremony } from '../store/ceremonies.ts';
import type { Db } from '../store/open-store.ts';
import { findParticipantOf } from '../store/participants.ts';
import { findProject } from '../store/projects.ts';
import type { OutboxRow, SubscriptionRow } from '../store/schema.ts';
import {
  countSubscriptions,
  createSubscription,
  deleteSubscription,
  findSubscription,
  latestMessages,
  updateSubscription,
} from '../store/subscriptions.ts';
import { lockUser } from '../store/users.ts';
import type { Caller, KnownCaller } from './caller.ts';
import type { Handlers } from './handler.ts';
import { listing } from './list.ts';
import { Problem } from './problem.ts';
import { isCoordinator, requireCoordinator } from './roles.ts';
import { requireVersion, written } from './row-version.ts';
import { toSeconds } from './seconds.ts';

/** Of one person. */
const MAX_SUBSCRIPTIONS = 50;

/** Mails that ask to confirm an address, for one person and day: nobody is to be pestered through us. */
const MAX_CONFIRMATIONS = 10;

/** The same to one address, whoever asks: people come into being by the thousand. */
const MAX_TO_ADDRESS = 5;

const SUBSCRIPTIONS = listing('subscription', {
  sorts: { id: 'number' },
  filters: {
    ceremonyId: (eb, id: number) => eb('ceremonyId', '=', id),
    projectId: (eb, id: number) => eb('projectId', '=', id),
  },
});

export const NOTIFICATION_HANDLERS: Handlers<typeof NOTIFICATION_OPERATIONS> = {
  async readChannels({ ctx }) {
    const email = canMail(ctx.config);
    const why =
      'The operator has configured no mail server: nobody is e-mailed, and texts are shown to be copied.';
    return {
      body: { email, ...(email ? {} : { why }), webhook: [...WEBHOOK_FORMS], topics: topicList() },
      headers: { 'cache-control': 'no-cache' },
    };
  },

  async listSubscriptions({ ctx }, { query, caller }) {
    const { db } = ctx.store;
    const { rows, ...page } = await SUBSCRIPTIONS.page(db, query, (eb) => eb('userId', '=', caller.userId));
    const latest = await latestMessages(
      db,
      rows.map(({ id }) => id),
    );
    return { body: { ...page, items: rows.map((row) => shown(row, latest.get(row.id))) } };
  },

  async createSubscription({ ctx }, { body, caller }) {
    if (body.kind === 'WEBHOOK') fitTarget(body.target, isLocal(ctx.config));
    else if (!canMail(ctx.config)) throw new Problem('NO_MAIL_SERVER');
    const now = ctx.clock.now();
    const row = await ctx.store.transaction(async (trx) => {
      await lockUser(trx, caller.userId);
      const role = await roleIn(trx, caller, body);
      if ((await countSubscriptions(trx, caller.userId)) >= MAX_SUBSCRIPTIONS)
        throw new Problem('TOO_MANY_SUBSCRIPTIONS', `There can be ${MAX_SUBSCRIPTIONS} for one person.`);
      const draft: Draft = { ...body, topics: body.topics ?? defaultTopics(role) };
      const made = await createSubscription(trx, newSubscription(draft, caller.userId, ctx.random(32), now));
      if (made.kind === 'EMAIL') {
        const mail = confirmationMail(ctx.config, made, await titleOf(trx, made), now);
        if ((await mailsToday(trx, mail.dayKey)) >= MAX_CONFIRMATIONS)
          throw new Problem('RATE_LIMITED', 'Too many addresses were to be confirmed today.');
        if ((await mailsTo(trx, mail.targetKey)) >= MAX_TO_ADDRESS)
          throw new Problem('RATE_LIMITED', 'This address was asked too often today.');
        await queueMail(ctx, trx, mail);
      }
      return made;
    });
    return {
      status: 201,
      body: {
        ...shown(row),
        ...(row.kind === 'WEBHOOK' && row.secret !== null ? { secret: row.secret } : {}),
      },
      version: row.version,
      headers: { location: `/subscriptions/${row.id}` },
    };
  },

  async readSubscription({ ctx }, { params, caller }) {
    const { db } = ctx.store;
    const row = await own(db, params.id, caller);
    const latest = await latestMessages(db, [row.id]);
    return { body: shown(row, latest.get(row.id)), version: row.version };
  },

  async changeSubscription({ ctx }, { params, body, caller, ifMatch }) {
    const before = await own(ctx.store.db, params.id, caller);
    requireVersion(before, ifMatch);
    const { topics, timeZone, enabled } = body;
    const row = written(
      await updateSubscription(ctx.store.db, before, {
        ...(topics === undefined ? {} : { topics: JSON.stringify([...new Set(topics)]) }),
        ...(timeZone === undefined ? {} : { timeZone }),
        ...(enabled === undefined ? {} : { disabledAt: null, failures: 0 }),
      }),
    );
    const latest = await latestMessages(ctx.store.db, [row.id]);
    return { body: shown(row, latest.get(row.id)), version: row.version };
  },

  async removeSubscription({ ctx }, { params, caller }) {
    await ctx.store.transaction(async (trx) => {
      const row = await own(trx, params.id, caller);
      await deleteSubscription(trx, row.id);
    });
    return { status: 204 };
  },

  async testSubscription({ ctx }, { params, caller }) {
    const row = await own(ctx.store.db, params.id, caller);
    if (row.confirmedAt === null)
      throw new Problem('CONFLICT', 'This address is not confirmed yet: open the link in the mail first.');
    const text = await ctx.store.transaction((trx) => queueTest(ctx, trx, row));
    if (text === null) throw new Problem('RATE_LIMITED', 'One test a minute.');
    ctx.sender.tick();
    return { status: 202, body: { queued: true, text } };
  },

  async readAttention({ ctx }, { params, caller }) {
    const { db } = ctx.store;
    const ceremony = await findCeremony(db, params.id);
    if (!ceremony) throw new Problem('NOT_FOUND');
    await requireCoordinator(db, caller, ceremony.projectId);
    const items = await attentionNow(ctx, db, ceremony);
    return {
      body: { items: items.map(({ subject: _, ...item }) => ({ ...item, since: toSeconds(item.since) })) },
    };
  },
};

function fitTarget(target: string, local: boolean): void {
  try {
    webhookTarget(target, { local });
  } catch (error) {
    if (!(error instanceof TargetRefused)) throw error;
    const errors = [{ path: 'target', message: error.message }];
    throw new Problem('INVALID_REQUEST', `target: ${error.message}`, { errors });
  }
}

/** As what somebody may follow a ceremony or a project. */
async function roleIn(
  db: Db,
  caller: KnownCaller,
  { ceremonyId, projectId }: { ceremonyId?: number | undefined; projectId?: number | undefined },
): Promise<'participant' | 'coordinator'> {
  if (projectId !== undefined) {
    if (!(await findProject(db, projectId))) throw new Problem('NOT_FOUND', 'There is no such project.');
    await requireCoordinator(db, caller, projectId);
    return 'coordinator';
  }
  const ceremony = ceremonyId === undefined ? undefined : await findCeremony(db, ceremonyId);
  if (!ceremony) throw new Problem('NOT_FOUND', 'There is no such ceremony.');
  if (await isCoordinator(db, caller, ceremony.projectId)) return 'coordinator';
  if (await findParticipantOf(db, caller.userId, ceremony.id)) return 'participant';
  throw new Problem(
    'NOT_PERMITTED',
    'Register in this ceremony first: only those who take part can follow it.',
  );
}

/** The caller's own; of others nobody learns that it exists. */
async function own(db: Db, id: number, caller: Caller): Promise<SubscriptionRow> {
  const row = await findSubscription(db, id);
  if (!row || row.userId !== caller?.userId) throw new Problem('NOT_FOUND');
  return row;
}

async function titleOf(db: Db, { ceremonyId, projectId }: SubscriptionRow): Promise<string> {
  if (ceremonyId !== null) return (await findCeremony(db, ceremonyId))?.title ?? '';
  return (projectId === null ? undefined : await findProject(db, projectId))?.name ?? '';
}

async function mailsToday(db: Db, dayKey: string): Promise<number> {
  const { count } = await db
    .selectFrom('outbox')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('key', '>=', `${dayKey}/`)
    .where('key', '<', `${dayKey}0`)
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function mailsTo(db: Db, targetKey: string): Promise<number> {
  const { count } = await db
    .selectFrom('outbox')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('key', '>=', `${CONFIRM_KEYS}/`)
    .where('key', '<', `${CONFIRM_KEYS}0`)
    .where('key', 'like', `%/${targetKey}`)
    .executeTakeFirstOrThrow();
  return Number(count);
}

function shown(row: SubscriptionRow, latest?: OutboxRow): SubscriptionView {
  return {
    id: row.id,
    ...(row.ceremonyId === null ? {} : { ceremonyId: row.ceremonyId }),
    ...(row.projectId === null ? {} : { projectId: row.projectId }),
    kind: row.kind,
    form: row.form,
    target: row.target,
    topics: JSON.parse(row.topics) as Topic[],
    timeZone: row.timeZone,
    confirmed: row.confirmedAt !== null,
    enabled: row.disabledAt === null,
    ...(latest && {
      latest: {
        topic: latest.topic,
        state: latest.state,
        attempts: latest.attempts,
        at: toSeconds(latest.createdAt),
        ...(latest.error === null ? {} : { error: latest.error }),
      },
    }),
    createdAt: toSeconds(row.createdAt),
  };
}
