/** ffjavascript, the engine under snarkjs, as a peer on one thread; and what makes the inputs. */
import { buildBls12381, buildBn128, type Curve, type Group } from 'ffjavascript';
import type { BenchCurve, Input, Operation, Peer, Run } from './peer.ts';
import { operationsOf, pointBytes } from './peer.ts';

export type Ffjavascript = Record<BenchCurve, Curve>;

/** Both curves, computing in this thread. */
export async function loadFfjavascript(): Promise<Ffjavascript> {
  return { bn254: await buildBn128(true), 'bls12-381': await buildBls12381(true) };
}

/** Points to ZCash bytes. ffjavascript marks the larger y by 0x80; ZCash compression by 0x80 and y by 0x20. */
export async function encodeZcash(G: Group, lem: Uint8Array): Promise<Uint8Array> {
  const out = await G.batchLEMtoC(lem);
  for (let at = 0; at < out.length; at += G.F.n8) {
    const flags = out[at]!;
    out[at] = (flags & 0x1f) | 0x80 | (flags & 0x80 ? 0x20 : 0) | (flags & 0x40);
  }
  return out;
}

function decodeZcash(G: Group, zcash: Uint8Array): Promise<Uint8Array> {
  const bytes = zcash.slice();
  for (let at = 0; at < bytes.length; at += G.F.n8) {
    const flags = bytes[at]!;
    bytes[at] = (flags & 0x1f) | (flags & 0x20 ? 0x80 : 0) | (flags & 0x40);
  }
  return G.batchCtoLEM(bytes);
}

/** How it does any operation. */
export function runFfjavascript(engines: Ffjavascript, operation: Operation): Run {
  const { curve, group, kind, form, width } = operation;
  const engine = engines[curve];
  const G = engine[group];
  const size = pointBytes(operation, group, 'lem');
  const decode = (bytes: Uint8Array) => (form === 'zcash' ? decodeZcash(G, bytes) : bytes);
  const encode = (points: Uint8Array) => (form === 'zcash' ? encodeZcash(G, points) : points);
  const affine = (points: Uint8Array[]) => Buffer.concat(points.map((point) => G.toAffine(point)));
  const scalar = (input: Input, i: number) => engine.Fr.fromRprLE(input.scalars, i * width);

  /** There is no test of the subgroup: every point times the order. */
  const checked = async (input: Input) => {
    const points = await decode(input.points);
    for (let at = 0; at < points.length; at += size) {
      const point = points.slice(at, at + size);
      if (!G.isValid(point)) throw new Error('not on the curve');
      if (!G.isZero(G.timesScalar(point, engine.r))) throw new Error('not in the subgroup');
    }
    return points;
  };

  switch (kind) {
    case 'scale':
      return async (input) =>
        encode(await G.batchApplyKey(await decode(input.points), scalar(input, 0), engine.Fr.one));
    case 'powers':
      return async (input) =>
        encode(await G.batchApplyKey(await decode(input.points), scalar(input, 0), scalar(input, 1)));
    case 'check':
      return checked;
    case 'verify':
      return async (input) => {
        const points = await checked(input);
        return encode(
          affine([
            await G.multiExpAffine(points.slice(0, -size), input.scalars),
            await G.multiExpAffine(points.slice(size), input.scalars),
          ]),
        );
      };
    case 'msm':
      return async (input) => affine([await G.multiExpAffine(input.points, input.scalars)]);
    case 'pairing':
      return async (input) => {
        const second = pointBytes(operation, 'G2', 'lem');
        const pairs = Array.from({ length: input.count }, (_, i) => [
          input.points.slice(i * size, (i + 1) * size),
          input.second.slice(i * second, (i + 1) * second),
        ]);
        return Uint8Array.of((await engine.pairingEq(...pairs.flat())) ? 1 : 0);
      };
  }
}

export function createFfjavascript(engines: Ffjavascript): Peer {
  const build = (operation: Operation) => runFfjavascript(engines, operation);
  return {
    name: 'ffjavascript',
    baseline: true,
    operations: { ...operationsOf('bn254', build), ...operationsOf('bls12-381', build) },
  };
}
