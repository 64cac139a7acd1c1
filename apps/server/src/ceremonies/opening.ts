/** Everything that is looked at before a ceremony may open. */
import { beaconFaults } from '@brebaje/ceremony/beacon';
import { type Fault, openingFaults, policyFaults } from '@brebaje/ceremony/opening';
import { writingFaults as contradictions } from '@brebaje/ceremony/writing';
import { sizeFaults } from '@brebaje/kzg/size-faults';
import type { CheckBody, Finding } from '@brebaje/protocol/rest/ceremonies';
import { isLocal } from '../config/policy-of.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { policyOf } from '../sequencer/rows.ts';
import { circuitsOf } from '../store/circuits.ts';
import { unfinishedDrafts } from '../store/drafts.ts';
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow, CircuitRow } from '../store/schema.ts';
import type { KzgMetadata } from '../verify/kzg-scheme.ts';
import { aboutOf } from './about.ts';
import { BEACON_TIMES } from './beacon.ts';
import { type Admission, admissionOf } from './eligibility.ts';
import { diskNeeded, inUnits, meaningOf, type Plan, statisticsOf } from './means.ts';

/** A ceremony that exists or is only planned, as far as its fitness goes. */
export interface Planned extends Plan {
  scheme: CeremonyRow['scheme'];
  test: boolean;
  circuits: { slug: string; sequence: number; hasGenesis: boolean }[];
  admission: Admission;
  hasTerms: boolean;
  hasSupport: boolean;
  hasCoordinator: boolean;
  about: { purpose?: string | undefined; instructions?: string | undefined };
}

const PROVIDERS = ['Ethereum', 'Github', 'Invitation'] as const;

/** Ways in which people can sign in to a ceremony on this server. */
function availableProviders(ctx: Pick<ServerContext, 'config'>, { qualification }: Admission): string[] {
  const { config } = ctx;
  const ethereum =
    qualification.mode === 'open' || (qualification.ethereum !== null && config.ethereumRpcUrls.length > 0);
  const github = config.githubClientId !== null && (qualification.mode === 'open' || qualification.github);
  return [...(ethereum ? ['Ethereum'] : []), ...(github ? ['Github'] : []), 'Invitation'];
}

/** What keeps a ceremony from opening, and what its coordinator should think about. */
export function findingsOf(ctx: ServerContext, planned: Planned, now: number): Finding[] {
  const { admission } = planned;
  const providers = admission.eligibility?.providers ?? PROVIDERS;
  const faults = [
    ...openingFaults({ ...planned, providers, availableProviders: availableProviders(ctx, admission) }, now),
    ...writingFaults(ctx, planned).filter(
      // The rules look at the policy as well.
      (fault) => !policyFaults(planned.policy).some(({ code }) => code === fault.code),
    ),
    ...beaconFaults(planned.policy.beacon, planned, BEACON_TIMES, now),
    ...diskFaults(ctx, planned),
  ];
  return [
    ...faults.map(({ code, sentence }): Finding => ({ level: 'FAULT', code, message: sentence })),
    ...warningsOf(planned, now),
  ];
}

/**
 * What is wrong whenever it is written, however much is still missing: rules that contradict each other, sizes
 * that nobody could read, a discipline that the scheme does not have, and what this server does not allow.
 */
export function writingFaults(
  ctx: Pick<ServerContext, 'config'>,
  {
    policy,
    scheme,
    sizes,
    test,
    admission,
  }: Pick<Planned, 'policy' | 'scheme' | 'sizes' | 'test' | 'admission'>,
): Fault[] {
  const { config } = ctx;
  const phases = admission.eligibility?.phases ?? [];
  const faults = contradictions({ policy, scheme, test, phases });
  if (sizes !== undefined) faults.push(...sizeFaults(sizes));
  if (admission.qualification.mode === 'open' && !isLocal(config) && !config.openToAnyone)
    faults.push({
      code: 'OPEN_TO_ANYONE',
      sentence: 'This server lets nobody in without a look at the account: accounts are CHECKED.',
      about: ['accounts'],
    });
  return faults;
}

/** What a ceremony needs at the very least, so that its first hours are safe. */
const FIRST_CONTRIBUTIONS = 100;

function diskFaults(ctx: ServerContext, { sizes }: Planned): Fault[] {
  const free = ctx.disk.free();
  const needed = diskNeeded(sizes, FIRST_CONTRIBUTIONS) + (ctx.config.minFreeDisk ?? 0);
  if (free === null || free >= needed) return [];
  const sentence = `The server has ${inUnits(free)} of disk left and needs ${inUnits(needed)} to begin.`;
  return [{ code: 'DISK_SHORT', sentence }];
}

function warningsOf(planned: Planned, now: number): Finding[] {
  const warn = (code: string, message: string): Finding => ({ level: 'WARNING', code, message });
  const { people } = meaningOf(planned, now, null);
  const { policy, about } = planned;
  return [
    ...(about.purpose === undefined ? [warn('NO_PURPOSE', 'Nobody is told what the result is for.')] : []),
    ...(about.instructions === undefined
      ? [warn('NO_INSTRUCTIONS', 'Participants are not told what to do.')]
      : []),
    ...(planned.closesAt === null && policy.closesAfter === null && !policy.closesWhenRosterDone
      ? [warn('NEVER_CLOSES', 'It closes only when you close it.')]
      : []),
    // Where the roster is what is too short, a fault says so.
    ...(people !== undefined && people < policy.minimumContributions && people !== planned.roster
      ? [
          warn(
            'TIME_TOO_SHORT',
            `There is time for ${people} contributions if each takes as long as it may, and the minimum is ${policy.minimumContributions}.`,
          ),
        ]
      : []),
    ...(planned.roster !== null && people !== undefined && people < planned.roster
      ? [warn('ROSTER_TOO_LARGE', `There is time for ${people} of the ${planned.roster} invited people.`)]
      : []),
    ...(planned.test ? [warn('TEST', 'It is marked as a test: nobody relies on its result.')] : []),
  ];
}

/** A ceremony's row as a plan. */
export async function plannedOf(db: Db, ceremony: CeremonyRow, circuits?: CircuitRow[]): Promise<Planned> {
  const known = circuits ?? (await circuitsOf(db, ceremony.id));
  const drafts = ceremony.status === 'SCHEDULED' ? await unfinishedDrafts(db, ceremony.id) : [];
  const project = await db
    .selectFrom('project')
    .select(['ownerUserId', 'support'])
    .where('id', '=', ceremony.projectId)
    .executeTakeFirst();
  const about = aboutOf(ceremony);
  const admission = admissionOf(ceremony);
  const [first] = known;
  return {
    scheme: ceremony.scheme,
    test: ceremony.test === 1,
    policy: policyOf(ceremony),
    sizes: ceremony.scheme === 'KZG' && first ? (JSON.parse(first.metadata) as KzgMetadata).sizes : undefined,
    opensAt: ceremony.opensAt,
    closesAt: ceremony.closesAt,
    statistics: first && statisticsOf(first),
    roster: await rosterOf(db, ceremony.id, admission),
    circuits: [
      ...known.map(({ slug, sequence }) => ({ slug, sequence, hasGenesis: true })),
      ...drafts.map(({ slug, sequence }) => ({ slug, sequence, hasGenesis: false })),
    ],
    admission,
    hasTerms: about.terms.text !== '',
    hasSupport: about.support !== undefined || (project?.support ?? null) !== null,
    hasCoordinator:
      (project?.ownerUserId ?? null) !== null || (await hasCoordinators(db, ceremony.projectId)),
    about,
  };
}

async function hasCoordinators(db: Db, projectId: number): Promise<boolean> {
  const someone = await db
    .selectFrom('coordinator')
    .select('userId')
    .where('projectId', '=', projectId)
    .executeTakeFirst();
  return someone !== undefined;
}

/** Lines of the roster where only they may come; null: others may. */
async function rosterOf(db: Db, ceremonyId: number, { eligibility }: Admission): Promise<number | null> {
  const phases = eligibility?.phases ?? [];
  const invited =
    phases.length === 0
      ? eligibility?.who === 'INVITED'
      : phases.every(({ who, cohorts }) => who === 'INVITED' || cohorts !== undefined);
  if (!invited) return null;
  const { lines } = await db
    .selectFrom('invitation')
    .select(({ fn }) => fn.countAll<number>().as('lines'))
    .where('ceremonyId', '=', ceremonyId)
    .where('role', '=', 'participant')
    .where('revokedAt', 'is', null)
    .executeTakeFirstOrThrow();
  return lines;
}

/** All findings on a ceremony, and what it means. `showFree`: whoever asks may know how full the disk is. */
export async function checkCeremony(
  ctx: ServerContext,
  ceremony: CeremonyRow,
  { showFree }: { showFree: boolean },
): Promise<CheckBody> {
  return checkPlanned(ctx, await plannedOf(ctx.store.db, ceremony), { showFree });
}

export async function checkPlanned(
  ctx: ServerContext,
  planned: Planned,
  { showFree }: { showFree: boolean },
): Promise<CheckBody> {
  const now = ctx.clock.now();
  await ctx.disk.look(now);
  const findings = findingsOf(ctx, planned, now).filter(({ code }) => showFree || code !== 'DISK_SHORT');
  return {
    ready: !findings.some(({ level }) => level === 'FAULT'),
    findings,
    means: meaningOf(planned, now, showFree ? ctx.disk.free() : null),
  };
}
