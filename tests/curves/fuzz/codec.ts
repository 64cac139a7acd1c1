import { joinBytes } from '@brebaje/curves/bytes';
import { encode } from '@brebaje/curves/codec/reference';
import type { Encoding } from '@brebaje/curves/engine';
import { ALLOW_INFINITY, CHECK_SUBGROUP, ENCODING_CODES } from '@brebaje/curves/kernel/abi';
import { storageSize } from '@brebaje/curves/kernel/instance';
import { encodeZcash } from '../../../bench/curves/ffjavascript.ts';
import { agreeing } from './agreeing.ts';
import { spikyCount } from './integers.ts';
import { type Entry, showSum } from './known-points.ts';
import {
  admitted,
  anyEncoding,
  type Demands,
  encodedBytes,
  type Offered,
  offer,
  showOffered,
  spoil,
} from './offered.ts';
import { type Ground, operation } from './operation.ts';
import type { Random } from './random.ts';
import { stage } from './stage.ts';

interface CodecSettings extends Demands {
  readonly encoding: Encoding;
}

function drawOffered(ground: Ground, random: Random, encoding: Encoding) {
  const entries = ground.pool.draw(random, spikyCount(random), {
    strays: random.chance(30),
    infinity: random.chance(50),
  });
  const items = entries.map((entry) => offer(ground, encoding, entry));
  spoil(random, ground, encoding, items);
  return { items, settings: { encoding, subgroup: random.chance(50), infinity: random.chance(70) } };
}

const flagsOf = ({ subgroup, infinity }: Demands) =>
  (subgroup ? CHECK_SUBGROUP : 0) | (infinity ? ALLOW_INFINITY : 0);

export const decoding = operation<Offered, CodecSettings>({
  name: 'decode',
  exported: 'Decode',
  draw: (ground, random) => drawOffered(ground, random, anyEncoding(random, ground)),
  expected(ground, items, { encoding, ...demands }) {
    const { answer, points } = admitted(ground, encoding, items, demands);
    return { answer, bytes: answer === 0 ? joinBytes(points) : undefined };
  },
  computed(kernel, { curve, group }, items, settings) {
    return stage(kernel, {
      inputs: [joinBytes(items.map(({ bytes }) => bytes))],
      room: items.length * storageSize(curve, group),
      call: ([from], _, to) =>
        kernel.call(group, 'Decode')(
          from!,
          to,
          items.length,
          ENCODING_CODES[settings.encoding],
          flagsOf(settings),
        ),
    });
  },
  async confirm({ libraries, group }, items, { encoding }, { bytes }) {
    if (!bytes || items.length === 0 || (encoding !== 'u' && encoding !== 'c')) return [];
    const [{ name, groups } = { name: '', groups: undefined }] = libraries;
    if (!groups) return [];
    const encoded = joinBytes(items.map((item) => item.bytes));
    const G = groups[group];
    const found = await (encoding === 'u' ? G.batchUtoLEM(encoded) : G.batchCtoLEM(encoded));
    return agreeing(name, found, bytes);
  },
  show: showOffered,
});

export const checking = operation<Offered, CodecSettings>({
  name: 'check',
  exported: 'Check',
  draw: (ground, random) => drawOffered(ground, random, 'lem'),
  expected(ground, items, { encoding, ...demands }) {
    const { answer } = admitted(ground, encoding, items, demands);
    return { answer };
  },
  computed(kernel, { group }, items, settings) {
    return stage(kernel, {
      inputs: [joinBytes(items.map(({ bytes }) => bytes))],
      room: 0,
      call: ([from]) => kernel.call(group, 'Check')(from!, items.length, flagsOf(settings)),
    });
  },
  show: showOffered,
});

export const encoding = operation<Entry, { encoding: Encoding }>({
  name: 'encode',
  exported: 'Encode',
  weight: 0.5,
  draw: (ground, random) => ({
    items: ground.pool.draw(random, spikyCount(random), { strays: random.chance(70), infinity: true }),
    settings: { encoding: anyEncoding(random, ground) },
  }),
  expected({ curve, group, known }, items, settings) {
    const list = items.map(({ point }) => encode(curve, group, settings.encoding, known.coordinates(point)));
    return { answer: 0, bytes: joinBytes(list) };
  },
  computed(kernel, ground, items, settings) {
    return stage(kernel, {
      inputs: [joinBytes(items.map(({ bytes }) => bytes))],
      room: items.length * encodedBytes(ground, settings.encoding),
      call: ([from], _, to) =>
        kernel.call(ground.group, 'Encode')(from!, to, items.length, ENCODING_CODES[settings.encoding]),
    });
  },
  async confirm({ libraries, group }, items, settings, { bytes }) {
    const [{ name, groups } = { name: '', groups: undefined }] = libraries;
    if (!groups || !bytes || items.length === 0 || settings.encoding === 'lem') return [];
    const G = groups[group];
    const points = joinBytes(items.map((item) => item.bytes));
    const found = {
      u: () => G.batchLEMtoU(points),
      c: () => G.batchLEMtoC(points),
      zcash: () => encodeZcash(G, points),
    }[settings.encoding];
    return agreeing(name, await found(), bytes);
  },
  show: ({ sum }) => showSum(sum),
});
