/**
 * A ceremony as a coordinator writes it down, reviews it and sends it: a TOML file. Every key is described once, in
 * ceremony-file-keys; the example and the parser both come from that. Dates need their offset from UTC, durations their unit.
 */
import { z } from 'zod';
import {
  aboutKeys,
  circuitKeys,
  eligibilityKeys,
  type FileScheme,
  policyKeys,
  rootKeys,
  type Told,
} from './ceremony-file-keys.ts';
import { problemOfDraft, problemOfFile } from './ceremony-file-problems.ts';
import { type CeremonyDraft, ceremonyDraftSchema } from './rest/ceremonies.ts';
import type { DraftBody } from './rest/drafts.ts';
import type { PolicyDraft } from './rest/policy.ts';
import type { DraftFile } from './rest/uploads.ts';

const fileSchema = z.strictObject({
  ...rootKeys,
  about: z.strictObject(aboutKeys).optional(),
  eligibility: z.strictObject(eligibilityKeys).optional(),
  policy: z.strictObject(policyKeys).optional(),
  circuits: z.array(z.strictObject(circuitKeys)).max(200).optional(),
});
type File = z.output<typeof fileSchema>;
export type WrittenCircuit = NonNullable<File['circuits']>[number];

/** A file that does not say what a ceremony needs; every problem in it, with its key. */
export class CeremonyFileError extends Error {
  override readonly name = 'CeremonyFileError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/**
 * Reads a parsed TOML file. What values mean together the server checks.
 * @throws CeremonyFileError naming every key that is wrong, and its bounds
 */
export function parseCeremonyFile(content: unknown): CeremonyDraft {
  const { about, eligibility, policy, slug, title, scheme, test, sizes, ...dates } = fileOf(content);
  const draft = without({
    slug,
    title,
    scheme,
    test,
    sizes,
    opensAt: dates['opens-at'],
    closesAt: dates['closes-at'],
    about: about && without(about),
    eligibility: eligibility && eligibilityOf(eligibility),
    policy: policy && policyOf(policy),
  }) as CeremonyDraft;
  const { error } = ceremonyDraftSchema.safeParse(draft);
  if (error) throw new CeremonyFileError(error.issues.map(problemOfDraft));
  return draft;
}

/** A circuit as the file has it: what is said of it, and its files by what they are. */
export interface FileCircuit {
  about: DraftBody;
  paths: { [K in DraftFile]?: string | undefined };
}

const HASH = /^(?:[0-9a-f]{64}|[0-9a-f]{128})$/i;

/**
 * The circuits in a parsed TOML file, in their order.
 * @throws CeremonyFileError naming every key that is wrong
 */
export function circuitsInFile(content: unknown): FileCircuit[] {
  return (fileOf(content).circuits ?? []).map(circuitOf);
}

/** A circuit by its files, provenance and what is said of it; a ptau may be named by its hash. */
export function circuitOf({
  slug,
  r1cs,
  ptau,
  wasm,
  genesis,
  zkey,
  name,
  description,
  ...fields
}: WrittenCircuit): FileCircuit {
  const { repository, commit, compiler, command } = fields;
  const byHash = HASH.test(ptau);
  const about = {
    slug,
    name,
    description,
    source: group({ repository, commit, compiler, command }),
    ptau: byHash ? ptau.toLowerCase() : undefined,
    ptauHash: (fields['ptau-hash'] ?? (byHash ? ptau : undefined))?.toLowerCase(),
    keepPtau: fields['keep-ptau'],
  };
  const paths = { r1cs, ptau: byHash ? undefined : ptau, wasm, genesis, zkey };
  return { about: without(about) as DraftBody, paths: without(paths) };
}

function fileOf(content: unknown): File {
  const parsed = fileSchema.safeParse(content);
  if (!parsed.success) throw new CeremonyFileError(parsed.error.issues.map(problemOfFile));
  const { scheme, circuits } = parsed.data;
  if (scheme !== 'GROTH16' && circuits !== undefined)
    throw new CeremonyFileError([
      `circuits: only a GROTH16 ceremony has any, this one is ${scheme ?? 'KZG'}`,
    ]);
  return parsed.data;
}

function eligibilityOf(file: NonNullable<File['eligibility']>): CeremonyDraft['eligibility'] {
  const minNonce = file['ethereum-min-nonce'];
  const block = file['ethereum-nonce-block'];
  const createdBefore = file['github-created-before'];
  if ((minNonce === undefined) !== (block === undefined))
    throw new CeremonyFileError([
      'eligibility: ethereum-min-nonce and ethereum-nonce-block belong to each other',
    ]);
  return without({
    who: file.who,
    accounts: file.accounts,
    phases: file.phases?.map(without),
    providers: file.providers,
    minimumAge: file['minimum-account-age'],
    ethereum: minNonce === undefined || block === undefined ? undefined : { minNonce, block },
    github: createdBefore === undefined ? undefined : { createdBefore },
  }) as CeremonyDraft['eligibility'];
}

function policyOf(file: NonNullable<File['policy']>): PolicyDraft {
  const bySize = file['contribution-time-by-size'];
  const time = file['contribution-time'];
  if (bySize !== undefined && time?.type !== 'FIXED')
    throw new CeremonyFileError([
      'policy.contribution-time-by-size: it needs contribution-time to be a duration',
    ]);
  return without({
    preset: file.preset,
    discipline: file.discipline,
    checkIn: group({ interval: file['check-in-interval'], tolerance: file['check-in-tolerance'] }),
    capacity: file['max-waiting'],
    sessions: group({ idle: file['max-sessions'], expiry: file['session-expiry'] }),
    timeout: time && bySize !== undefined ? { ...time, bySize } : time,
    startWindow: file['start-window'],
    warnBefore: file['warn-before'],
    moreTime: file['more-time'],
    costs: group({ missedCheckIn: file['missed-check-in'], lostTurn: file['lost-turn'] }),
    penalty: file.penalty,
    attempts: file.attempts,
    standby: file.standby,
    returnAfterPenalty: file['return-after-penalty'],
    multiContribution: file['multi-contribution'],
    closing: group({
      count: file['closes-after'],
      roster: file['closes-when-roster-done'],
      lets: file['drain-lets'],
      patience: file['drain-patience'],
    }),
    minimumContributions: file['minimum-contributions'],
    beacon: beaconOf(file),
  }) as PolicyDraft;
}

function beaconOf(file: NonNullable<File['policy']>): PolicyDraft['beacon'] {
  const { beacon, 'beacon-slot': slot, 'beacon-not-before': notBefore, 'beacon-round': round } = file;
  const drand = group({ notBefore, round });
  if (beacon === undefined && slot === undefined && drand === undefined) return undefined;
  const source = beacon ?? (slot === undefined ? 'drand-quicknet' : 'ethereum-slot');
  if ((source === 'ethereum-slot') === (slot === undefined) || (source === 'ethereum-slot' && drand))
    throw new CeremonyFileError([
      'policy.beacon: beacon-slot belongs to ethereum-slot, beacon-not-before and beacon-round to drand-quicknet',
    ]);
  return slot === undefined ? { source: 'drand-quicknet', ...drand } : { source: 'ethereum-slot', slot };
}

function without<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/** undefined when nothing is in it. */
function group<T extends object>(fields: T): T | undefined {
  const left = without(fields);
  return Object.keys(left).length === 0 ? undefined : left;
}

const HEAD = `# A ceremony, to be reviewed and then created:
#   brebaje ceremony check <this file>
#   brebaje ceremony create <this file>
# What stands behind a # may be left out; it shows what could be said.
`;

/** The tables of a file, what each is for, and its keys; `rootKeys` come before them. */
export const SECTIONS: [name: string, says: string, keys: Record<string, z.ZodType>][] = [
  ['about', 'What people read before they join', aboutKeys],
  ['eligibility', 'Who may join; without it as the server says', eligibilityKeys],
  ['policy', 'The rules; what is not said is as the preset says', policyKeys],
];

/** The table that may be repeated: its name, what it is for, and its keys. */
export const CIRCUIT_SECTION: (typeof SECTIONS)[number] = [
  'circuits',
  'A circuit, once for each in their order; files are named from the folder of this one',
  circuitKeys,
];

/** A commented example of a file, with every key there is. */
export function ceremonyFileExample(scheme: FileScheme): string {
  const own: Record<string, string> = {
    scheme: `"${scheme}"`,
    preset: scheme === 'KZG' ? '"kzg"' : '"queue"',
  };
  const lines = (keys: Record<string, z.ZodType>): string[] =>
    Object.entries(keys).flatMap(([name, schema]) => {
      const { description, example, off, only } = schema.meta() as unknown as Told;
      if (only !== undefined && only !== scheme) return [];
      const line = `${name} = ${own[name] ?? example}`;
      return [`# ${description}`, off ? line.replace(/^/gm, '# ') : line];
    });
  const sections = SECTIONS.map(
    ([name, says, keys]) => `\n# ${says}\n[${name}]\n${lines(keys).join('\n')}\n`,
  );
  const [name, says, keys] = CIRCUIT_SECTION;
  const circuits = scheme === 'GROTH16' ? `\n# ${says}\n# [[${name}]]\n${lines(keys).join('\n')}\n` : '';
  return `${HEAD}\n${lines(rootKeys).join('\n')}\n${sections.join('')}${circuits}`;
}
