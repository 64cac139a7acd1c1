/** Every field of a ceremony's form: where the REST interface has it, and when it can be changed. */
import {
  type Codec,
  choice,
  flag,
  group,
  inPart,
  moment,
  rows,
  type Span,
  several,
  span,
  text,
  Unreadable,
  whole,
} from './codecs.ts';

export const COSTS = ['BARRED', 'PENALTY', 'NOTHING'] as const;
export const PROVIDERS = ['Ethereum', 'Github', 'Invitation'] as const;
export const PRESETS = ['kzg', 'ethereum-2023', 'queue'] as const;
const ADMISSIONS = ['OPEN', 'INVITED'] as const;

export interface Timeout {
  readonly type: '' | 'FIXED' | 'DYNAMIC' | 'NONE';
  readonly duration: Span;
  readonly bySize: boolean;
  readonly percent: string;
  readonly atLeast: Span;
}

/** Only what belongs to the kind is sent; the rest is kept while somebody tries the kinds. */
const timeout: Codec<Timeout> = {
  empty: { type: '', duration: span.empty, bySize: false, percent: '', atLeast: span.empty },
  read(written) {
    const {
      type = '',
      duration,
      bySize = false,
      percent,
      atLeast,
    } = (written ?? {}) as Record<string, never>;
    return {
      type,
      duration: span.read(duration),
      bySize,
      percent: whole.read(percent),
      atLeast: span.read(atLeast),
    };
  },
  write({ type, duration, bySize, percent, atLeast }) {
    switch (type) {
      case '':
        return undefined;
      case 'NONE':
        return { type };
      case 'FIXED':
        return without({
          type,
          duration: inPart('duration', () => span.write(duration)),
          bySize: bySize || undefined,
        });
      case 'DYNAMIC':
        return without({
          type,
          percent: inPart('percent', () => whole.write(percent)),
          atLeast: span.write(atLeast),
        });
    }
  },
};

export interface Beacon {
  readonly source: '' | 'drand-quicknet' | 'ethereum-slot';
  readonly notBefore: Span;
  readonly round: string;
  readonly slot: string;
}

const beacon: Codec<Beacon> = {
  empty: { source: '', notBefore: span.empty, round: '', slot: '' },
  read(written) {
    const { source = '', notBefore, round, slot } = (written ?? {}) as Record<string, never>;
    return { source, notBefore: span.read(notBefore), round: whole.read(round), slot: whole.read(slot) };
  },
  write({ source, notBefore, round, slot }) {
    if (source === '') return undefined;
    if (source === 'ethereum-slot') return { source, slot: inPart('slot', () => needed(whole.write(slot))) };
    return without({
      source,
      notBefore: inPart('notBefore', () => span.write(notBefore)),
      round: inPart('round', () => whole.write(round)),
    });
  },
};

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Unreadable('needed');
  return value;
}

function without<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/** Words with commas between them. */
const words: Codec<string> = {
  empty: '',
  read: (written) => (Array.isArray(written) ? written.join(', ') : ''),
  write(value) {
    const all = value.split(',').map((word) => word.trim());
    const said = all.filter((word) => word !== '');
    return said.length === 0 ? undefined : said;
  },
};

interface Field<Value> {
  readonly path: readonly string[];
  readonly codec: Codec<Value>;
  /** null takes it away. */
  readonly removable?: boolean;
  /** Cannot be changed once the ceremony is created, or has opened. */
  readonly fixed?: 'created' | 'opened';
}

function field<Value>(
  path: string,
  codec: Codec<Value>,
  more: Pick<Field<Value>, 'removable' | 'fixed'> = {},
): Field<Value> {
  return { path: path.split('.'), codec, ...more };
}

const removable = { removable: true } as const;

export const FIELDS = {
  title: field('title', text, { fixed: 'opened' }),
  slug: field('slug', text, { fixed: 'created' }),
  scheme: field('scheme', choice(['KZG', 'GROTH16']), { fixed: 'created' }),
  test: field('test', flag, { fixed: 'opened' }),
  sizes: field('sizes', rows(group<{ g1: string; g2: string }>({ g1: whole, g2: whole })), {
    fixed: 'created',
  }),
  opensAt: field('opensAt', moment, { ...removable, fixed: 'opened' }),
  closesAt: field('closesAt', moment, removable),
  purpose: field('about.purpose', text, removable),
  instructions: field('about.instructions', text, removable),
  timeline: field('about.timeline', text, removable),
  capability: field('about.capability', text, removable),
  support: field('about.support', text, removable),
  terms: field('about.terms', text, removable),
  who: field('eligibility.who', choice(ADMISSIONS)),
  accounts: field('eligibility.accounts', choice(['ANY', 'CHECKED'])),
  phases: field(
    'eligibility.phases',
    rows(group<Phase>({ name: text, from: moment, until: moment, who: choice(ADMISSIONS), cohorts: words })),
    removable,
  ),
  providers: field('eligibility.providers', several(PROVIDERS), removable),
  minimumAge: field('eligibility.minimumAge', span, removable),
  ethereum: field(
    'eligibility.ethereum',
    group<{ minNonce: string; block: string }>({ minNonce: whole, block: whole }),
    removable,
  ),
  github: field(
    'eligibility.github',
    group<{ createdBefore: number | null }>({ createdBefore: moment }),
    removable,
  ),
  preset: field('policy.preset', choice(PRESETS), { fixed: 'created' }),
  discipline: field('policy.discipline', choice(['LOBBY', 'QUEUE'])),
  interval: field('policy.checkIn.interval', span),
  tolerance: field('policy.checkIn.tolerance', span),
  capacity: field('policy.capacity', whole),
  timeout: field('policy.timeout', timeout),
  startWindow: field('policy.startWindow', span),
  warnBefore: field('policy.warnBefore', span, removable),
  moreTime: field('policy.moreTime', span),
  missedCheckIn: field('policy.costs.missedCheckIn', choice(COSTS)),
  lostTurn: field('policy.costs.lostTurn', choice(COSTS)),
  penalty: field('policy.penalty', span),
  attempts: field('policy.attempts', whole),
  returnAfterPenalty: field('policy.returnAfterPenalty', flag),
  standby: field('policy.standby', flag),
  multiContribution: field('policy.multiContribution', flag),
  idleSessions: field('policy.sessions.idle', whole),
  sessionExpiry: field('policy.sessions.expiry', span),
  closesAfter: field('policy.closing.count', whole, removable),
  closesWhenRosterDone: field('policy.closing.roster', flag),
  drainLets: field('policy.closing.lets', choice(['EVERYBODY', 'OPEN_TURN'])),
  drainPatience: field('policy.closing.patience', span),
  minimumContributions: field('policy.minimumContributions', whole),
  beacon: field('policy.beacon', beacon),
} as const;

export interface Phase {
  name: string;
  from: number | null;
  until: number | null;
  who: '' | 'OPEN' | 'INVITED';
  cohorts: string;
}

export type FieldName = keyof typeof FIELDS;

/** What the form holds. */
export type Values = {
  readonly [Name in FieldName]: (typeof FIELDS)[Name] extends Field<infer Value> ? Value : never;
};

export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

/** A field without its exact type. */
export const anyField = (name: FieldName): Field<unknown> => FIELDS[name] as Field<unknown>;
