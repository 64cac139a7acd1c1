import { CURVES } from '../curve/parameters.ts';
import type { CurveName } from '../engine.ts';
import { ChosenKernel } from '../kernel/choose.ts';
import { kernelSources } from '../kernel/sources.ts';
import type { Job } from './job.ts';
import * as operations from './operations.ts';
import * as scalarOperations from './scalar-operations.ts';
import { smallMultiple } from './small-multiple.ts';

const withNoble = () => import('./noble-operations.ts');

const chosen = new Map<CurveName, ChosenKernel>();

/** This thread's kernel for the curve; tested when first used. */
function kernelOf(curve: CurveName): ChosenKernel {
  const known = chosen.get(curve) ?? new ChosenKernel(CURVES[curve], kernelSources);
  chosen.set(curve, known);
  return known;
}

/**
 * Does one job in this thread and answers its bytes, large ones in the place of the job's. Throws a PointError for a
 * faulty point. Scalars in the job are overwritten.
 */
export async function doJob(job: Job): Promise<Uint8Array<ArrayBuffer>> {
  if (job.op === 'hash') return (await withNoble()).hash(kernelOf('bls12-381'), job);
  const kernel = kernelOf(job.curve);
  switch (job.op) {
    case 'decode':
      return kernel.run((k) => operations.decode(k, job));
    case 'encode':
      return kernel.run((k) => operations.encode(k, job));
    case 'check':
      return kernel.run((k) => operations.check(k, job));
    case 'powers':
      return wiping([job.s, job.t], () => kernel.run((k) => operations.powers(k, job)));
    case 'scale':
      return wiping([job.s], () => kernel.run((k) => operations.scale(k, job)));
    case 'rescale':
      return wiping([job.s], () => kernel.run((k) => operations.rescale(k, job)));
    case 'msm':
      return kernel.run((k) => operations.msm(k, job));
    case 'combineEncoded':
      return kernel.run((k) => operations.combineEncoded(k, job));
    case 'sum':
      return kernel.run((k) => operations.sum(k, job));
    case 'negate':
      return kernel.run((k) => operations.negate(k, job));
    case 'butterflies':
      return kernel.run((k) => operations.butterflies(k, job));
    case 'miller':
      return kernel.run((k) => operations.miller(k, job));
    case 'combineEach':
      return kernel.run((k) => operations.combineEach(k, job));
    case 'smallMultiple':
      return kernel.run((k) => smallMultiple(k, job));
    case 'scalars':
      return kernel.run((k) => scalarOperations.combine(k, job));
    case 'invertScalars':
      return kernel.run((k) => scalarOperations.invert(k, job));
    case 'scalarPowers':
      return kernel.run((k) => scalarOperations.powers(k, job));
    case 'dots':
      return kernel.run((k) => scalarOperations.dots(k, job));
    case 'transform':
      return kernel.run((k) => scalarOperations.transform(k, job));
    case 'isOne':
      return kernel.run((k) => operations.isOne(k, job));
    case 'kernel': {
      const report = { kernel: (await kernel.current()).name, rejected: kernel.rejected };
      return new TextEncoder().encode(JSON.stringify(report));
    }
    case 'load':
      await Promise.all([kernel.current(), job.curve === 'bls12-381' && withNoble()]);
      return new Uint8Array(0);
  }
}

/** Overwrites the secrets whatever happens. */
async function wiping<Result>(secrets: Uint8Array[], work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    for (const secret of secrets) secret.fill(0);
  }
}
