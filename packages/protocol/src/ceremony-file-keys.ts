/** Every key of a ceremony's file: how it is read, what the example says of it and how it is written there. */
import { z } from 'zod';
import { parseDuration } from './duration.ts';
import { slugSchema } from './rest/common.ts';
import { ADMISSIONS } from './rest/eligibility.ts';
import { POLICY_PRESETS, type PolicyDraft } from './rest/policy.ts';
import { PROVIDERS } from './wire.ts';

export type FileScheme = 'KZG' | 'GROTH16';

/** What the example says of a key. */
export interface Told {
  description: string;
  /** The value as TOML. */
  example: string;
  /** Stands in the example as a comment: what is missing then is as the preset says. */
  off: boolean;
  /** Only in examples of this scheme. */
  only?: FileScheme;
}

const told = <T extends z.ZodType>(
  schema: T,
  description: string,
  example: string,
  { off = true, only }: { off?: boolean; only?: FileScheme } = {},
): T => schema.meta({ description, example, off, ...(only ? { only } : {}) });

const text = z.string().min(1);
const whole = z.int();
const COSTS = ['BARRED', 'PENALTY', 'NOTHING'] as const;

/** Seconds of a duration with its unit. */
const duration = z.string().transform((written, context) => {
  try {
    return parseDuration(written) / 1000;
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

/** TOML parsers give a Date that knows whether it had an offset. */
interface OffsetDate extends Date {
  isLocal?(): boolean;
  isDateTime?(): boolean;
}

/** Seconds since 1970 of a date with its offset. */
const moment = z.union([z.string(), z.date()]).transform((written: string | OffsetDate, context) => {
  const named =
    typeof written === 'string'
      ? /(Z|[+-]\d\d:\d\d)$/.test(written)
      : written.isLocal?.() !== true && written.isDateTime?.() !== false;
  const millis = typeof written === 'string' ? Date.parse(written) : written.getTime();
  if (named && Number.isFinite(millis)) return Math.floor(millis / 1000);
  const message = 'expected a date with its offset, such as 2026-12-01T12:00:00Z';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** `10m`, `none`, or `usual + 50%`. */
const contributionTime = z.string().transform((written, context): PolicyDraft['timeout'] => {
  if (written === 'none') return { type: 'NONE' };
  const percent = /^usual\s*\+\s*(\d{1,5})\s*%$/.exec(written)?.[1];
  if (percent !== undefined) return { type: 'DYNAMIC', percent: Number(percent) };
  try {
    return { type: 'FIXED', duration: parseDuration(written) / 1000 };
  } catch {
    const message = 'expected a duration such as "10m", "usual + 50%" or "none"';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
});

/** `4096,65:8192,65`, as options have it. */
const sizes = z
  .string()
  .regex(
    /^[1-9]\d{0,8},[1-9]\d{0,8}(:[1-9]\d{0,8},[1-9]\d{0,8}){0,15}$/,
    'expected sizes such as "4096,65:8192,65"',
  )
  .transform((written) =>
    written.split(':').map((pair) => {
      const [g1 = 0, g2 = 0] = pair.split(',').map(Number);
      return { g1, g2 };
    }),
  );

const QUEUE = ' (queue)';
const LOBBY = ' (lobby)';

export const rootKeys = {
  slug: told(text, 'Permanent name in addresses: lower-case letters, digits, hyphens', '"my-ceremony"', {
    off: false,
  }),
  title: told(text, 'What people call it', '"My ceremony"', { off: false }),
  scheme: told(z.enum(['KZG', 'GROTH16']).optional(), 'KZG or GROTH16', '', { off: false }),
  test: told(z.boolean().optional(), 'A test ceremony is marked so wherever it is shown', 'true', {
    off: false,
  }),
  sizes: told(
    sizes.optional(),
    'Powers in G1 and G2 of each sub-ceremony; these are Ethereum’s',
    '"4096,65:8192,65:16384,65:32768,65"',
    { off: false, only: 'KZG' },
  ),
  'opens-at': told(
    moment.optional(),
    'When it opens by itself; without it you open it. The offset is needed: Z, or +02:00',
    '2026-12-01T12:00:00Z',
  ),
  'closes-at': told(moment.optional(), 'When it closes by itself', '2026-12-15T12:00:00Z'),
};

export const aboutKeys = {
  purpose: told(text.optional(), 'What the result is for', '"""\nThe setup of …"""', { off: false }),
  instructions: told(text.optional(), 'What a participant does, step by step', '"""\n1. …"""', {
    off: false,
  }),
  timeline: told(text.optional(), 'What happens when', '"""\n…"""', { off: false }),
  capability: told(text.optional(), 'What a participant needs', '"A laptop and half an hour"', {
    off: false,
  }),
  support: told(text.optional(), 'Where help is; shown with every refusal', '"help@example.org"', {
    off: false,
  }),
  terms: told(
    text.optional(),
    'What people accept before joining; without it a text that says what will be permanent',
    '"""\n…"""',
  ),
};

const phase = z.strictObject({
  name: text,
  from: moment,
  until: moment.optional(),
  who: z.enum(ADMISSIONS),
  cohorts: z.array(text).optional(),
});

export const eligibilityKeys = {
  who: told(
    z.enum(ADMISSIONS).optional(),
    'OPEN: whoever fulfils the rest; INVITED: people on the roster or with a link',
    '"OPEN"',
    { off: false },
  ),
  accounts: told(
    z.enum(['ANY', 'CHECKED']).optional(),
    'CHECKED: accounts must have a history; ANY: whoever signs in. Default: as the server says',
    '"CHECKED"',
  ),
  phases: told(
    z.array(phase).optional(),
    'Who may join when: the first phase that runs decides',
    '[{ name = "early", from = 2026-12-01T12:00:00Z, until = 2026-12-08T12:00:00Z, who = "INVITED" }]',
  ),
  providers: told(
    z.array(z.enum(PROVIDERS)).optional(),
    'How people may sign in',
    '["Ethereum", "Github", "Invitation"]',
  ),
  'minimum-account-age': told(duration.optional(), 'How old an account must be', '"365d"'),
  'ethereum-min-nonce': told(whole.optional(), 'Transactions that an Ethereum address must have sent', '4'),
  'ethereum-nonce-block': told(whole.optional(), 'by this block', '15_565_180'),
  'github-created-before': told(
    moment.optional(),
    'Since when a GitHub account must exist',
    '2022-08-01T00:00:00Z',
  ),
};

export const policyKeys = {
  preset: told(z.enum(POLICY_PRESETS).optional(), 'kzg, ethereum-2023 or queue', '', { off: false }),
  discipline: told(z.enum(['LOBBY', 'QUEUE']).optional(), 'LOBBY or QUEUE', '"QUEUE"'),
  'check-in-interval': told(duration.optional(), 'How often clients check in', '"32s"'),
  'check-in-tolerance': told(duration.optional(), 'How much earlier or later that may be', '"16s"'),
  'contribution-time': told(
    contributionTime.optional(),
    'How long the work may take: a duration, "usual + 50%" of what others needed, or "none"',
    '"10m"',
  ),
  'contribution-time-by-size': told(z.boolean().optional(), 'Large circuits get more', 'true'),
  'max-waiting': told(whole.optional(), 'People who wait at once', '65_536'),
  'start-window': told(duration.optional(), `How long an offered turn waits${QUEUE}`, '"3m"'),
  'warn-before': told(duration.optional(), `When the contributor is warned${QUEUE}`, '"2m"'),
  'more-time': told(duration.optional(), `What one request for more time adds${QUEUE}`, '"10m"'),
  'missed-check-in': told(z.enum(COSTS).optional(), 'BARRED, PENALTY or NOTHING', '"NOTHING"'),
  'lost-turn': told(z.enum(COSTS).optional(), 'BARRED, PENALTY or NOTHING', '"PENALTY"'),
  penalty: told(duration.optional(), 'How long a penalty lasts', '"10m"'),
  attempts: told(whole.optional(), 'Turns that somebody may lose', '3'),
  standby: told(z.boolean().optional(), `Whether a reserve fills in${QUEUE}`, 'true'),
  'return-after-penalty': told(
    z.boolean().optional(),
    `Whether people are taken back after it${QUEUE}`,
    'true',
  ),
  'multi-contribution': told(z.boolean().optional(), 'One person again and again: tests only', 'false'),
  'max-sessions': told(whole.optional(), `Signed in and not yet waiting, at once${LOBBY}`, '100_000'),
  'session-expiry': told(duration.optional(), 'How long an unused session lives', '"24h"'),
  'closes-after': told(whole.optional(), 'Contributions after which it closes', '1000'),
  'closes-when-roster-done': told(z.boolean().optional(), 'Closes when all invited are done', 'true'),
  'drain-lets': told(
    z.enum(['EVERYBODY', 'OPEN_TURN']).optional(),
    'Whom closing lets finish: EVERYBODY who waits, or the OPEN_TURN only',
    '"EVERYBODY"',
  ),
  'drain-patience': told(duration.optional(), `How long closing waits for the absent${QUEUE}`, '"1h"'),
  'minimum-contributions': told(whole.optional(), 'Without so many there is no result', '1'),
  beacon: told(
    z.enum(['drand-quicknet', 'ethereum-slot']).optional(),
    'The value that ends every chain: a round of drand’s quicknet, or a slot of Ethereum. The kind is fixed by the opening; a server without a network is handed the value',
    '"drand-quicknet"',
    { only: 'GROTH16' },
  ),
  'beacon-not-before': told(
    duration.optional(),
    'drand: the round is the first that is published so long after the closing, a minute or more',
    '"24h"',
    { only: 'GROTH16' },
  ),
  'beacon-slot': told(
    whole.optional(),
    'Ethereum: the slot whose RANDAO mix it is; it must come after the closing',
    '12_500_000',
    { only: 'GROTH16' },
  ),
  'beacon-round': told(
    whole.optional(),
    'drand: a later round than the one that is named; only after the opening',
    '23_000_000',
    { only: 'GROTH16' },
  ),
};

/** Of each circuit of a Groth16 ceremony, a table `[[circuits]]`. Files are named from the folder of the ceremony's file. */
export const circuitKeys = {
  slug: told(slugSchema, 'Permanent name, also in names of files', '"transfer"'),
  r1cs: told(text, 'The compiled circuit', '"transfer.r1cs"'),
  ptau: told(text, 'Phase 1, prepared: a file, or the hash of one that the server has', '"pot18.ptau"'),
  'ptau-hash': told(
    text.optional(),
    'Its SHA-256 or BLAKE2b-512 when it is a known one; without it all of it is verified',
    '"7e6a9c2e…"',
  ),
  'keep-ptau': told(z.boolean().optional(), 'false: the server keeps only its hashes', 'true'),
  wasm: told(text.optional(), 'The circuit’s program for provers', '"transfer.wasm"'),
  genesis: told(
    text.optional(),
    'A zkey that nobody has contributed to: verified instead of made',
    '"transfer_00000.zkey"',
  ),
  zkey: told(
    text.optional(),
    'The latest zkey of a chain that was begun with that genesis elsewhere',
    '"transfer_00012.zkey"',
  ),
  name: told(text.optional(), 'What people call it', '"Transfer"'),
  description: told(text.optional(), 'What it proves', '"…"'),
  repository: told(text.optional(), 'Where its source is', '"https://github.com/we/circuits"'),
  commit: told(text.optional(), 'Of the source', '"9f3c1d2"'),
  compiler: told(text.optional(), 'Name and version', '"circom 2.2.2"'),
  command: told(text.optional(), 'How it was compiled, exactly', '"circom transfer.circom --r1cs --wasm"'),
};
