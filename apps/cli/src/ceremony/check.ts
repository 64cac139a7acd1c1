import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { CheckBody, Finding } from '@brebaje/protocol/rest/ceremonies';
import type { circuitSchema } from '@brebaje/protocol/rest/circuits';
import type { PolicyDraft } from '@brebaje/protocol/rest/policy';
import type { z } from 'zod';
import { CommandError, EXIT } from '../exit-codes.ts';
import { findCeremony } from '../rest/find-ceremony.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { restHere } from '../rest/session-here.ts';
import { document, line } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { readCeremonyFile, readCircuits } from './file.ts';
import {
  circuitInFile,
  type PlannedCircuit,
  type PlanOptions,
  plansOf,
  registeredCircuit,
  tellPlans,
} from './plan.ts';

export interface CheckOptions extends RestOptions, PlanOptions {}

/** A ceremony with what is known of its circuits. */
interface Checked {
  readonly body: CheckBody;
  readonly circuits: readonly PlannedCircuit[];
  readonly policy: PolicyDraft;
}

/**
 * `brebaje ceremony check <file or ceremony>`, or of circuits alone. Throws CommandError notReady when it cannot
 * open.
 */
export async function checkCeremony(what: string, options: CheckOptions, shell: Shell): Promise<void> {
  if (what.endsWith('.r1cs')) return planAlone(what, options, shell);
  const check = what.endsWith('.toml') || existsSync(what) ? checkFile : checkExisting;
  const { body, circuits, policy } = await check(what, options, shell);
  const plan = circuits.length === 0 ? undefined : await plansOf(circuits, policy, options);
  const faults = body.findings.filter(({ level }) => level === 'FAULT');
  if (options.json && body.ready) return document(shell, { ...body, ...(plan && { plan }) });
  if (!options.json) {
    if (plan) tellPlans(plan, shell);
    tellCheck(body, shell);
  }
  if (body.ready) return shell.out(shell.style('green', 'Nothing keeps it from opening.'));
  const why = faults.map(({ message }) => line(message)).join('; ');
  const { ready, findings, means } = body;
  throw new CommandError(EXIT.notReady, `it cannot open as it is: ${why}`, undefined, {
    findings: { ready, findings, means, ...(plan && { plan }) },
  });
}

/** A circuit before there is a ceremony, and without a server. */
async function planAlone(path: string, options: CheckOptions, shell: Shell): Promise<void> {
  const circuit = await circuitInFile(basename(path, '.r1cs'), path);
  const plan = await plansOf([circuit], {}, options);
  if (options.json) document(shell, { plan });
  else tellPlans(plan, shell);
}

async function checkFile(path: string, options: RestOptions, shell: Shell): Promise<Checked> {
  const draft = await readCeremonyFile(path);
  const circuits: PlannedCircuit[] = [];
  const missing: Finding[] = [];
  for (const { about, paths } of await readCircuits(path)) {
    if (paths.r1cs !== undefined) circuits.push(await circuitInFile(about.slug, paths.r1cs));
    // Whoever still looks for a phase 1 learns here which one it takes.
    for (const [kind, file = ''] of Object.entries(paths))
      if (!existsSync(file))
        missing.push({
          level: 'WARNING',
          code: 'FILE_MISSING',
          message: `The ${kind} of ${about.slug} is not there yet: ${file}`,
        });
  }
  const client = await restHere(options, shell);
  const request = { method: 'POST' as const, path: '/ceremonies/check', body: draft };
  const { body } = await client.call<CheckBody>(request);
  const told = circuits.length === 0 ? body : withCircuits(body, missing);
  return { body: told, circuits, policy: draft.policy ?? {} };
}

/** The server is not told of circuits that come with the file: it misses them. */
function withCircuits({ findings: all, ...body }: CheckBody, missing: readonly Finding[]): CheckBody {
  const findings = [...all.filter(({ code }) => code !== 'NO_CIRCUIT'), ...missing];
  return { ...body, findings, ready: !findings.some(({ level }) => level === 'FAULT') };
}

async function checkExisting(named: string, options: RestOptions, shell: Shell): Promise<Checked> {
  const { client, ceremony } = await findCeremony(named, options, shell);
  const path = `/ceremonies/${ceremony.id}/check`;
  const { body } = await client.call<CheckBody>({ method: 'GET', path, signal: shell.signal });
  const circuits: PlannedCircuit[] = [];
  for await (const one of client.all<z.infer<typeof circuitSchema>>(`/circuits?ceremonyId=${ceremony.id}`)) {
    if (one.scheme === 'GROTH16') circuits.push(await registeredCircuit(one));
  }
  return { body, circuits, policy: ceremony.policy };
}

/** What it will mean, and what was found. */
export function tellCheck({ means, findings }: CheckBody, shell: Shell): void {
  for (const sentence of means.words) shell.out(line(sentence));
  for (const { level, message } of findings)
    shell.out(`${shell.style(level === 'FAULT' ? 'red' : 'yellow', level.padEnd(8))} ${line(message)}`);
}
