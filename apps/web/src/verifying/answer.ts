/** What the worker does for each question of the pages. */
import type { Archive } from '@brebaje/client/archive/archive-folder';
import { browserHashing, bytesOfChosen } from '@brebaje/client/archive/browser-folder';
import { type BrowserStorage, openStorage } from '@brebaje/client/archive/browser-storage';
import { realSurroundings } from '@brebaje/client/surroundings';
import { checkKey, servedKeys } from '@brebaje/client/verify/check-key';
import { checkLoneTranscript } from '@brebaje/client/verify/check-lone-transcript';
import type { Finding } from '@brebaje/client/verify/findings';
import { GRADES } from '@brebaje/client/verify/grade-names';
import { costOf } from '@brebaje/client/verify/grades';
import { hashesOf } from '@brebaje/client/verify/hashes-of';
import { runGrade } from '@brebaje/client/verify/run-grade';
import { measuredSpeed } from '@brebaje/client/verify/speed';
import {
  chosenAs,
  givenWorkspace,
  phaseFiles,
  servedWorkspace,
  type Workspace,
} from '@brebaje/client/verify/workspace';
import { engineFor } from './engines.ts';
import { findCeremonies, ownReceipt } from './find.ts';
import type { Answers, Asks, Described, GradeDone, GradeInput, Progress, Sorted, Where } from './messages.ts';
import { sortGiven } from './sort-given.ts';

/** What a question is answered with on the way. */
export interface Ear {
  progress(progress: Progress): void;
  finding(finding: Finding): void;
  note(text: string): void;
  signal: AbortSignal;
}

const world = realSurroundings();
let storage: Promise<BrowserStorage> | undefined;
const workspaces = new Map<string, Workspace>();

async function storageHere(): Promise<BrowserStorage> {
  storage ??= openStorage();
  return storage;
}

/** What was downloaded for one grade is there for the next. */
async function workspaceOf(where: Exclude<Where, { kind: 'transcript' }>): Promise<Workspace> {
  const here = await storageHere();
  if (where.kind === 'given')
    return givenWorkspace(new Map(where.files.map(({ path, file }) => [path, file])), here);
  const key = `${where.server}/c/${where.slug}`;
  const workspace = workspaces.get(key) ?? servedWorkspace(world, where, here);
  workspaces.set(key, workspace);
  return workspace;
}

/** An answer for each question. */
export const ANSWERS: { [Name in keyof Asks]: (input: Asks[Name], ear: Ear) => Promise<Answers[Name]> } = {
  async describe({ where }, { signal }) {
    if (where.kind === 'transcript') throw new RangeError('a transcript alone says nothing of its ceremony');
    return described(await (await workspaceOf(where)).describe(signal));
  },
  measure: async ({ scheme }) => measuredSpeed(await engineFor(scheme === 'KZG' ? 'bls12-381' : 'bn254')),
  grade: (input, ear) => grade(input, ear),
  async sort({ files }, ear) {
    const { root, ...sorted } = await sortGiven(files);
    if (root === undefined) return { ...sorted, archive: undefined };
    const own = files.filter(({ path }) => path.startsWith(root));
    const inside = own.map(({ path, file }) => ({ path: path.slice(root.length), file }));
    const archive: Sorted['archive'] = {
      files: inside,
      described: await ANSWERS.describe({ where: { kind: 'given', files: inside } }, ear),
    };
    return { ...sorted, archive };
  },
  find: ({ server, sought }, { signal }) => findCeremonies(world, server, sought, signal),
  attestation: ({ server, slug, text }, { signal }) => ownReceipt(world, { server, slug }, text, signal),
  async verifier({ file, where }, { signal }) {
    const archive = where && (await (await workspaceOf(where)).describe(signal));
    const keys = archive ? await servedKeys(world, archive, signal) : [];
    return checkKey(await file.text(), engineFor, keys);
  },
};

function described(archive: Archive): Described {
  const { ceremony, circuits, server } = archive;
  const { slug, title, scheme, status, test, receiptAddress, manifestHash } = ceremony;
  const phases = circuits.flatMap(({ metadata }) => {
    const phase1 = metadata.phase1 as { sha256: string; kept?: boolean } | undefined;
    return phase1 ? [{ sha256: phase1.sha256, kept: phase1.kept === true }] : [];
  });
  return {
    slug,
    title,
    scheme,
    test,
    server,
    receiptAddress,
    finalized: status === 'FINALIZED',
    manifest: manifestHash,
    contributions: circuits.reduce((sum, { contributions }) => sum + contributions, 0),
    phases,
    costs: Object.fromEntries(GRADES.map((one) => [one, costOf(archive, one)])) as Described['costs'],
  };
}

/** Of a transcript by itself. */
const NOTHING_ELSE = { finalized: false, manifest: undefined, log: undefined };

async function grade(input: GradeInput, ear: Ear): Promise<GradeDone> {
  const begun = performance.now();
  const here = await storageHere();
  const { where, receipts, identities, expectation, made, vouched } = input;
  const sought = identities.map((identity) => ({ identity }));
  const steps = {
    receipts,
    sought,
    columns: async () => here.columns(),
    tell: ear.finding,
    progress: (name: string, circuit: string | undefined, done: number, total: number) =>
      ear.progress({ stage: 'checking', name, circuit, done, total }),
    signal: ear.signal,
  };
  const seconds = () => (performance.now() - begun) / 1000;
  if (where.kind === 'transcript') {
    const { file } = where;
    const engine = () => engineFor('bls12-381');
    const checked = await checkLoneTranscript(bytesOfChosen(file), file.size, { ...steps, engine });
    return { ...checked, ...NOTHING_ELSE, downloaded: 0, seconds: seconds() };
  }
  const workspace = await workspaceOf(where);
  const before = workspace.downloaded;
  const hashed = new Map<string, Awaited<ReturnType<typeof hashesOf>> & { file: File }>();
  for (const file of made) {
    const hashes = await hashesOf(browserHashing, chosenAs(file), (done, total) => {
      ear.signal.throwIfAborted();
      ear.progress({ stage: 'hashing', name: file.name, done, total });
    });
    hashed.set(hashes.sha256, { ...hashes, file });
  }
  const archive = await workspace.prepare(input.grade, new Set(hashed.keys()), {
    received: (name, done, total) => ear.progress({ stage: 'fetching', name, done, total }),
    note: ear.note,
    signal: ear.signal,
  });
  const phases = [];
  if (input.grade === 'genesis')
    for (const file of await phaseFiles(archive, workspace.folder, [])) {
      const hashes = await hashesOf(browserHashing, file, (done, total) => {
        ear.signal.throwIfAborted();
        ear.progress({ stage: 'hashing', name: file.name, done, total });
      });
      phases.push({ ...file, ...hashes, known: vouched });
    }
  for (const file of workspace.ranged) phases.push({ ...file, known: vouched });
  for (const { file, ...hashes } of hashed.values())
    phases.push({ ...chosenAs(file), ...hashes, known: vouched });
  const result = await runGrade(workspace.folder, archive, {
    ...steps,
    ...expectation,
    grade: input.grade,
    phases,
    r1cs: new Map([...hashed].map(([sha256, { file }]) => [sha256, chosenAs(file)])),
    engine: engineFor,
  });
  const { grade: verdict, finalized, manifest, log, findings } = result;
  return {
    grade: verdict,
    finalized,
    manifest,
    log,
    findings,
    downloaded: workspace.downloaded - before,
    seconds: seconds(),
  };
}
