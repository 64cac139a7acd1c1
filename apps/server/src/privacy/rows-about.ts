/** Which rows of a table are about a person. */
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { isErased } from '../store/erased-identities.ts';
import type { Database } from '../store/schema.ts';
import type { Person } from './person.ts';

export type RowsAbout<T extends keyof Database> = (
  eb: ExpressionBuilder<Database, T>,
  person: Person,
) => Expression<SqlBool>;

const nobody = sql<boolean>`1 = 0`;

/** `column in (values)`; nothing for no values. */
function among<T extends keyof Database>(
  eb: ExpressionBuilder<Database, T>,
  column: string,
  values: readonly (string | number)[],
): Expression<SqlBool> {
  if (values.length === 0) return nobody;
  return (eb as unknown as ExpressionBuilder<Database, 'participant'>)(
    column as 'id',
    'in',
    values as number[],
  );
}

export const byUser =
  <T extends keyof Database>(column = 'userId'): RowsAbout<T> =>
  (eb, { userId }) =>
    among(eb, column, userId === null ? [] : [userId]);

export const byParticipant =
  <T extends keyof Database>(): RowsAbout<T> =>
  (eb, { participantIds }) =>
    among(eb, 'participantId', participantIds);

/** A text that contains one of these, whatever signs are in it. */
function mentions(column: string, texts: readonly string[]): Expression<SqlBool> {
  if (texts.length === 0) return nobody;
  const escaped = texts.map((text) => `%${text.replace(/[\\%_]/g, '\\$&')}%`);
  const each = escaped.map((pattern) => sql<boolean>`${sql.ref(column)} like ${pattern} escape '\\'`);
  return sql<boolean>`(${sql.join(each, sql` or `)})`;
}

/** How a secret of a sign-in names whom it is for. */
function ticketMarks({ userId, identities }: Person): string[] {
  return [
    ...identities.flatMap(({ id, subject, handle }) => [
      ...(isErased({ subject }) ? [] : [`:"${subject}"`, `:"${handle}"`]),
      `"identityId":${id}}`,
      `"identityId":${id},`,
    ]),
    ...(userId === null ? [] : [`"userId":${userId}}`, `"userId":${userId},`]),
  ];
}

/** Short-lived secrets of a sign-in. */
export const ticketsOf: RowsAbout<'ticket'> = (_, person) => mentions('data', ticketMarks(person));

export function subscriptionsOf(eb: ExpressionBuilder<Database, 'subscription'>, person: Person) {
  return eb.or([byUser<'subscription'>()(eb, person), among(eb, 'target', person.addresses)]);
}

export function invitationsOf(eb: ExpressionBuilder<Database, 'invitation'>, person: Person) {
  return eb.or([
    byUser<'invitation'>()(eb, person),
    among(
      eb,
      'identityId',
      person.identities.map(({ id }) => id),
    ),
    among(eb, 'identity', person.rosterNames),
    among(eb, 'address', person.addresses),
  ]);
}

/** Messages to them, and those that carry their invitations. */
export const messagesTo: RowsAbout<'outbox'> = (eb, person) =>
  eb.or([
    among(eb, 'address', person.addresses),
    eb('subscriptionId', 'in', (from) =>
      from
        .selectFrom('subscription')
        .select('id')
        .where((sub) => subscriptionsOf(sub, person)),
    ),
    eb.exists((from) =>
      from
        .selectFrom('invitation')
        .select('id')
        .where((sub) => invitationsOf(sub, person))
        // As invitations/send.ts writes it.
        .where(sql<boolean>`"outbox"."key" like 'invitation ' || "invitation"."id" || ' %'`),
    ),
  ]);
