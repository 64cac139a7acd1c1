import { availableParallelism } from 'node:os';
import { createEngine } from '@brebaje/client/engine';
import { type EngineKernel, kernelOf } from '@brebaje/client/engine-kernel';
import { type SelfTest, selfTest } from '@brebaje/client/self-test';
import { VERSION } from '@brebaje/protocol/version';
import type { Finding } from '@brebaje/server/store/probe-storage';
import { CommandError, EXIT } from './exit-codes.ts';
import type { Shell } from './shell.ts';

/** A turn of the default policy. */
const USUAL_TURN = 600_000;

/** Of KZG ceremonies, and of most circuits. */
const CURVES = ['bls12-381', 'bn254'] as const;

export interface DoctorOptions {
  threads?: number;
  config?: string;
  json?: boolean;
}

/** `brebaje doctor`: what this machine computes with, whether rightly, and how fast. */
export async function diagnose(options: DoctorOptions, shell: Shell): Promise<void> {
  const threads = options.threads ?? availableParallelism();
  const kernels: EngineKernel[] = [];
  for (const curve of CURVES) kernels.push(await chosenKernel(curve));
  const engine = await createEngine(threads);
  let test: SelfTest;
  try {
    test = await selfTest(engine, () => performance.now());
  } finally {
    await engine.close();
  }
  const storage = options.config === undefined ? [] : await storageOf(options.config, shell);
  const findings = {
    version: VERSION,
    node: process.versions.node,
    threads,
    engine: engine.name,
    kernels: kernels.map(({ curve, kernel, rejected }) => ({ curve, kernel, rejected })),
    ...test,
    ...(options.config === undefined ? {} : { storage }),
  };
  if (!options.json) {
    print(findings, kernels, shell);
    for (const { what, fault } of storage) shell.out(`Storage  ${fault === null ? 'can' : 'CANNOT'} ${what}`);
  }
  if (!test.agree) throw unfit('this machine computes wrongly', findings);
  const wrong = storage.find(({ fault }) => fault !== null);
  if (wrong)
    throw new CommandError(
      EXIT.config,
      `the bucket cannot ${wrong.what}: ${wrong.fault}`,
      'see “Files in a bucket” in the guide for operators',
      { findings },
    );
  if (options.json) shell.out(JSON.stringify({ ok: true, ...findings }));
}

/** What the bucket of a server's configuration does; the machine that runs this must be let into it. */
async function storageOf(file: string, shell: Shell): Promise<Finding[]> {
  const { loadServerOptions } = await import('./server-options.ts');
  const { probeStorage } = await import('@brebaje/server/store/probe-storage');
  return probeStorage(loadServerOptions({ config: file }, shell).config);
}

async function chosenKernel(curve: (typeof CURVES)[number]): Promise<EngineKernel> {
  const engine = await createEngine(1, curve);
  try {
    return await kernelOf(engine);
  } catch (error) {
    throw unfit(error instanceof Error ? error.message : String(error), { curve });
  } finally {
    await engine.close();
  }
}

function print(findings: { threads: number } & SelfTest, kernels: EngineKernel[], shell: Shell): void {
  const { threads, agree, pointsPerSecond, estimate } = findings;
  shell.out(`brebaje  ${VERSION}`);
  shell.out(`Node     ${process.versions.node} on ${process.platform} ${process.arch}`);
  shell.out(`Threads  ${threads}`);
  for (const { curve, words } of kernels) {
    const [kernel, ...rejected] = words;
    shell.out(`Kernel   ${curve}: ${kernel}`);
    for (const why of rejected) shell.out(`           ${why}`);
  }
  shell.out(`Engine   wasm, ${agree ? 'agrees with the plain one' : 'WRONG: disagrees with the plain one'}`);
  shell.out(
    `Speed    ${Math.round(pointsPerSecond).toLocaleString('en')} points a second, each checked, multiplied and checked again`,
  );
  shell.out(`         a contribution at Ethereum's sizes takes about ${Math.ceil(estimate / 1000)} s here`);
  if (estimate > USUAL_TURN) shell.err('That is longer than a usual turn: use a faster machine.\n');
}

function unfit(message: string, findings: object): CommandError {
  return new CommandError(EXIT.unsafe, message, 'do not contribute or verify with it', { findings });
}
