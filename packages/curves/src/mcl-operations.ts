import { type Group, PointError } from './engine.ts';
import type { Job } from './job.ts';
import { isZeroPoint, joinBytes, POINT_BYTES } from './mcl-layout.ts';
import { combine, negate, sum, transform, turnButterflies } from './mcl-linear.ts';
import { isOne, miller } from './mcl-pairing.ts';
import { countOf, keepNormalised, readBlock, SCALAR_BLOCK, setScalar, setScalarPower } from './mcl-steps.ts';
import { loadMcl, type Mcl } from './mcl-wasm.ts';
import { encodedCount, encodedSize, inspectEncoding } from './zcash-encoding.ts';

/**
 * Does one job in the calling thread. Answers with bytes: points in the form of mcl-layout.ts unless the job
 * says otherwise. Throws {@link PointError} with an index that counts from the start of the job.
 */
export async function doJob(job: Job): Promise<Uint8Array> {
  const mcl = await loadMcl();
  switch (job.op) {
    case 'decode':
      return decode(mcl, job.group, job.bytes, job);
    case 'encode':
      return encode(mcl, job.group, job.points);
    case 'check':
      return check(mcl, job.group, job.points);
    case 'powers':
      return powers(mcl, job);
    case 'msm':
      return combine(mcl, job.group, job.points, job.scalars, job.width);
    case 'sum':
      return sum(mcl, job.group, job.points);
    case 'negate':
      return negate(mcl, job.group, job.points);
    case 'transform':
      return transform(mcl, job.group, job.points, job.root);
    case 'butterflies':
      return turnButterflies(mcl, job.group, job.points, job.root, job.start);
    case 'hash':
      return hash(mcl, job.messages, job.dst);
    case 'miller':
      return miller(mcl, job.g1, job.g2);
    case 'isOne':
      return isOne(mcl, job.values);
  }
}

/**
 * mcl's own decoder is lenient about flags and ranges, so it is given nothing but an x below p with well-formed
 * flags; all that it can still refuse is the curve equation.
 */
function decode(
  mcl: Mcl,
  group: Group,
  bytes: Uint8Array,
  options: { subgroup: boolean; infinity: boolean },
): Uint8Array {
  const { deserialize, isValidOrder } = mcl.groups[group];
  const count = encodedCount(group, bytes);
  const encoded = encodedSize(group);
  const size = POINT_BYTES[group];
  return mcl.withBlocks([count * size, encoded], (at, scratch) => {
    for (let i = 0; i < count; i++) {
      const shape = inspectEncoding(group, bytes, i * encoded);
      if (shape === 'zero') {
        // The block is zeroed, which is infinity.
        if (!options.infinity) throw new PointError(group, i, 'infinity');
        continue;
      }
      if (shape !== 'point') throw new PointError(group, i, shape);
      mcl.memory().set(bytes.subarray(i * encoded, (i + 1) * encoded), scratch);
      const point = at + i * size;
      if (deserialize(point, scratch, encoded) !== encoded) throw new PointError(group, i, 'not-on-curve');
      if (options.subgroup && isValidOrder(point) !== 1) throw new PointError(group, i, 'not-in-subgroup');
    }
    return readBlock(mcl, at, count * size);
  });
}

function encode(mcl: Mcl, group: Group, points: Uint8Array): Uint8Array {
  const count = countOf(group, points);
  const encoded = encodedSize(group);
  return mcl.withBlocks([points.length, count * encoded], (at, bytes) => {
    mcl.memory().set(points, at);
    for (let i = 0; i < count; i++) {
      const written = mcl.groups[group].serialize(bytes + i * encoded, encoded, at + i * POINT_BYTES[group]);
      if (written !== encoded) throw new Error('mcl-wasm wrote no point');
    }
    return readBlock(mcl, bytes, count * encoded);
  });
}

function check(mcl: Mcl, group: Group, points: Uint8Array): Uint8Array {
  return mcl.withBlocks([points.length], (at) => {
    mcl.memory().set(points, at);
    for (let i = 0; i < countOf(group, points); i++) {
      if (isZeroPoint(group, points, i)) continue;
      if (mcl.groups[group].isValidOrder(at + i * POINT_BYTES[group]) !== 1) {
        throw new PointError(group, i, 'not-in-subgroup');
      }
    }
    return new Uint8Array(0);
  });
}

/** The scalars of the job are overwritten, here and in mcl's memory. */
function powers(mcl: Mcl, job: Job & { op: 'powers' }): Uint8Array {
  const { group, points, s, t, start } = job;
  const size = POINT_BYTES[group];
  const count = countOf(group, points);
  const { mul, isZero } = mcl.groups[group];
  try {
    return mcl.withBlocks(
      [points.length, SCALAR_BLOCK, SCALAR_BLOCK, SCALAR_BLOCK, SCALAR_BLOCK],
      (at, first, step, factor, scratch) => {
        mcl.memory().set(points, at);
        setScalar(mcl, first, s, scratch);
        setScalar(mcl, step, t, scratch);
        setScalarPower(mcl, factor, step, start, scratch);
        mcl.fr.mul(factor, factor, first);
        for (let i = 0; i < count; i++) {
          const point = at + i * size;
          if (!isZeroPoint(group, points, i)) {
            mul(point, point, factor);
            // A point of prime order times a non-zero scalar is never infinity: something is broken.
            if (isZero(point) === 1) throw new Error('a multiplication went wrong; its result is discarded');
          }
          mcl.fr.mul(factor, factor, step);
        }
        keepNormalised(mcl, group, at, count);
        return readBlock(mcl, at, points.length);
      },
    );
  } finally {
    s.fill(0);
    t.fill(0);
  }
}

/** RFC 9380 by noble, which is loaded only in threads that hash. */
async function hash(mcl: Mcl, messages: Uint8Array[], dst: string): Promise<Uint8Array> {
  const { bls12_381 } = await import('@noble/curves/bls12-381.js');
  const encoded = messages.map((message) => bls12_381.G1.hashToCurve(message, { DST: dst }).toBytes());
  return decode(mcl, 'G1', joinBytes(encoded), { subgroup: false, infinity: true });
}
