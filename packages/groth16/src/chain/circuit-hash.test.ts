import type { CurveName, Group } from '@brebaje/curves/engine';
import { NOBLE_CURVES, type NoblePoint } from '@brebaje/curves/noble-curve';
import { decodeNoble, encodeNoble } from '@brebaje/curves/noble-encodings';
import { afterAll, expect, test } from 'vitest';
import { readContainer, readSection, sectionOf } from '../container/read-container.ts';
import { sizesOf } from '../curve.ts';
import { memorySource } from '../files/source.ts';
import { zkeyIn } from '../testing/bytes-of.ts';
import { genesisOf, powersFor, smallCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs } from '../testing/snarkjs.ts';
import { SECTION, zkeySection } from '../zkey/zkey.ts';
import { circuitHash } from './circuit-hash.ts';

afterAll(endSnarkjs);

test.each<CurveName>(['bn254', 'bls12-381'])('the hash of a circuit on %s is snarkjs’', async (curve) => {
  const circuit = smallCircuit(curve);
  const zkey = await zkeyIn(await genesisOf(circuit));
  const powers = await readContainer(memorySource(await powersFor(circuit)), 'ptau');
  const size = zkey.header.domainSize;
  const read = (bytes: Uint8Array, group: Group) => {
    const step = sizesOf(curve)[group];
    return Array.from({ length: bytes.length / step }, (_, i) => {
      const point = decodeNoble(NOBLE_CURVES[curve], group, 'lem', bytes.subarray(i * step, (i + 1) * step));
      if (typeof point === 'string') throw new Error(point);
      return point;
    });
  };
  const hashed = (points: NoblePoint[], group: Group) => [
    encodeNoble(NOBLE_CURVES[curve], group, 'u', points),
  ];
  const section = async (id: number, group: Group = 'G1') => {
    const { from, size } = zkeySection(zkey, id);
    return hashed(read(await zkey.source.read(from, from + size), group), group);
  };
  const tau = read(await readSection(powers, sectionOf(powers, 2)), 'G1');
  const differences = Array.from({ length: size - 1 }, (_, i) => tau[size + i]!.subtract(tau[i]!));
  const points = {
    ic: await section(SECTION.ic),
    differences: hashed(differences, 'G1'),
    l: await section(SECTION.l),
    a: await section(SECTION.a),
    b1: await section(SECTION.b1),
    b2: await section(SECTION.b2, 'G2'),
  };
  expect(await circuitHash(zkey.header, points)).toEqual(zkey.records.circuitHash);
  expect(await circuitHash(zkey.header, { ...points, l: points.ic })).not.toEqual(zkey.records.circuitHash);
});
