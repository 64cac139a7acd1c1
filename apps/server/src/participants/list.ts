/** Lists of participants: for everybody, and with filters of their own for coordinators. */
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { listing } from '../rest/list.ts';
import type { Store } from '../store/open-store.ts';
import type { Database, ParticipantRow } from '../store/schema.ts';
import { nameKeyOf } from './names.ts';

type Builder = ExpressionBuilder<Database, 'participant'>;

/** The first lists: by number within the answer's order. */
const listFor = (kind: Store['kind']) =>
  listing('participant', {
    sorts: { id: 'number' },
    filters: {
      id: (eb, ids: number[]) => eb('id', 'in', ids),
      ceremonyId: (eb, ceremonyId: number) => eb('ceremonyId', '=', ceremonyId),
      userId: (eb, userId: number) => eb('userId', '=', userId),
      status: (eb, statuses: ParticipantRow['status'][]) => eb('status', 'in', statuses),
      contributionStep: (eb, steps: ParticipantRow['contributionStep'][]) =>
        eb('contributionStep', 'in', steps),
      circuitId: (eb, circuitId: number) => eb('circuitId', '=', circuitId),
      queueClass: (eb, classes: ParticipantRow['queueClass'][]) => eb('queueClass', 'in', classes),
      name: (eb, text: string) => byName(eb, text),
      archived: (eb, archived: boolean) => eb('archivedAt', archived ? 'is not' : 'is', null),
      cohort: (eb, cohort: string) =>
        eb('invitationId', 'in', eb.selectFrom('invitation').select('id').where('cohort', '=', cohort)),
      region: (eb, region: string) =>
        byProfile(eb, sql<SqlBool>`lower(${told(kind, 'region')}) = lower(${region})`),
      search: (eb, text: string) => {
        const pattern = containing(text);
        const contains = (name: string) =>
          sql<SqlBool>`lower(${told(kind, name)}) like lower(${pattern}) escape '\\'`;
        return byProfile(eb, sql<SqlBool>`${contains('background')} or ${contains('availability')}`);
      },
      minUploadMbit: (eb, least: number) => byProfile(eb, measured(kind, 'uploadMbit', least)),
      minPointsPerSecond: (eb, least: number) => byProfile(eb, measured(kind, 'pointsPerSecond', least)),
    },
  });

const LISTS = { sqlite: listFor('sqlite'), postgres: listFor('postgres') };

/** The list on this store: the two databases read JSON differently. */
export function participantList({ kind }: Pick<Store, 'kind'>): (typeof LISTS)['sqlite'] {
  return LISTS[kind];
}

/** A pattern of LIKE for whatever contains the text. */
const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Names as names are compared; whoever chose none is called by number. */
function byName(eb: Builder, text: string) {
  const key = nameKeyOf(text);
  const number = /^(?:contributor-)?#?(\d{1,9})$/.exec(key)?.[1];
  const named = sql<SqlBool>`${sql.ref('participant.nameKey')} like ${containing(key)} escape '\\'`;
  const byNumber = number === undefined ? [] : [eb('number', '=', Number(number))];
  const unnamed = 'contributor-'.includes(key) ? [eb('nameKey', 'is', null)] : [];
  return eb.or([named, ...byNumber, ...unnamed]);
}

function byProfile(eb: Builder, condition: Expression<SqlBool>) {
  return eb('id', 'in', eb.selectFrom('profile').select('participantId').where(condition));
}

/** A text of the profile. */
function told(kind: Store['kind'], name: string) {
  const data = sql.ref('profile.data');
  return kind === 'postgres'
    ? sql<string>`(${data}::json ->> ${sql.lit(name)})`
    : sql<string>`(${data} ->> ${sql.lit(name)})`;
}

function measured(kind: Store['kind'], name: string, least: number): Expression<SqlBool> {
  const data = sql.ref('profile.data');
  return kind === 'postgres'
    ? sql<SqlBool>`(${data}::json -> 'measured' ->> ${sql.lit(name)})::float8 >= ${least}`
    : sql<SqlBool>`(${data} -> 'measured' ->> ${sql.lit(name)}) >= ${least}`;
}
