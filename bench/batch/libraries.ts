/** Libraries for JavaScript as clients: the way from JSON to JSON is Node's own, the arithmetic theirs. */
import { G2_GENERATOR } from '@brebaje/kzg/generators';
import { toHex } from '@brebaje/kzg/hex';
import type { Input, Peer, Run } from '../curves/peer.ts';
import { type Rival, secretOf } from './rival.ts';

interface Batch {
  contributions: {
    numG1Powers: number;
    numG2Powers: number;
    powersOfTau: { G1Powers: string[]; G2Powers: string[] };
    potPubkey: string;
  }[];
}

/** Points i times s·tⁱ. */
async function times(run: Run, points: string[], s: Uint8Array, t: Uint8Array): Promise<string[]> {
  const bytes = Buffer.from(points.map((point) => point.slice(2)).join(''), 'hex');
  const input: Input = {
    count: points.length,
    points: bytes,
    second: new Uint8Array(),
    scalars: Buffer.concat([s, t]),
  };
  const hex = Buffer.from(await run(input)).toString('hex');
  const digits = hex.length / points.length;
  return points.map((_, i) => `0x${hex.slice(i * digits, (i + 1) * digits)}`);
}

export function createLibrary(peer: Peer): Rival {
  const g1 = peer.operations['bls12-381-g1-powers']!;
  const g2 = peer.operations['bls12-381-g2-powers']!;
  const one = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));
  return {
    name: peer.name,
    note: 'no subgroup checks',
    async contribute(json) {
      const batch = JSON.parse(new TextDecoder().decode(json)) as Batch;
      for (const [index, sub] of batch.contributions.entries()) {
        const secret = secretOf(index);
        const { G1Powers, G2Powers } = sub.powersOfTau;
        sub.powersOfTau = {
          G1Powers: await times(g1, G1Powers, one, secret),
          G2Powers: await times(g2, G2Powers, one, secret),
        };
        sub.potPubkey = (await times(g2, [`0x${toHex(G2_GENERATOR)}`], secret, one))[0]!;
      }
      return new TextEncoder().encode(JSON.stringify(batch));
    },
  };
}
