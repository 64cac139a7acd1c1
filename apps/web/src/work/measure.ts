/** What this browser is worth for a ceremony: measured in its worker before anybody signs in. */
import { browserSurroundings } from '@brebaje/client/browser-surroundings';
import { createEngine } from '@brebaje/client/engine';
import { kernelOf } from '@brebaje/client/engine-kernel';
import { openExchange } from '@brebaje/client/exchange';
import { pinCeremony } from '@brebaje/client/groth16/find-ceremony';
import type { PinnedCeremony } from '@brebaje/client/groth16/manifest';
import { steadyClient } from '@brebaje/client/groth16/steady';
import { curveOfScheme, kzgPoints, measureCircuit, measureKzg } from '@brebaje/client/measure-speed';
import type { Measured, MeasureProgress } from './measured.ts';
import type { Place } from './messages.ts';
import { roomNeeded } from './run-circuits.ts';
import { sequencerOf } from './run-kzg.ts';

/** What is fetched to learn how fast bytes come: at most so much, for so long. */
const MOST_BYTES = 4 << 20;
const MOST_MILLIS = 3_000;
/** Less than this says nothing. */
const LEAST_BYTES = 64 << 10;
/** A KZG state as JSON with hexadecimal digits, and as what is kept of one. */
const KZG_ROOM = 32 << 20;

export async function measure(place: Place, tell: (progress: MeasureProgress) => void): Promise<Measured> {
  const world = browserSurroundings();
  const { ceremony, server } = place;
  const { download: downloadBytes, upload: uploadBytes } = ceremony.expected;
  tell('starting');
  const signal = AbortSignal.timeout(60_000);
  const pinned =
    ceremony.scheme === 'GROTH16'
      ? await pinCeremony(steadyClient(world, { server, sessionId: undefined, signal }), ceremony, undefined)
      : undefined;
  const engine = await createEngine(undefined, pinned && curveOfScheme(pinned.circuits));
  try {
    const { kernel, words, warning } = await kernelOf(engine);
    tell('computing');
    const now = () => performance.now();
    const { points, milliseconds } = await (pinned ? measureCircuit : measureKzg)(engine, now);
    tell('transferring');
    const download = await bandwidth(place, pinned).catch(() => undefined);
    const pointsPerSecond = (1000 * points) / milliseconds;
    const work = pinned
      ? // The genesis is combined once, too.
        1.5 * pinned.circuits.reduce((sum, circuit) => sum + circuit.points, 0)
      : kzgPoints(ceremony.circuits[0]?.sizes ?? []);
    const computeSeconds = work / pointsPerSecond;
    const downloadSeconds = download && downloadBytes / download;
    const uploadSeconds = download && uploadBytes / download;
    const { quota, usage } = await roomHere();
    return {
      kernel,
      words: words[0] ?? kernel,
      warning,
      cores: navigator.hardwareConcurrency || 1,
      pointsPerSecond,
      download,
      room: quota === undefined ? undefined : quota - (usage ?? 0),
      roomNeeded: pinned ? roomNeeded(pinned) : KZG_ROOM,
      estimate: {
        downloadBytes,
        uploadBytes,
        downloadSeconds,
        computeSeconds,
        uploadSeconds,
        seconds: (downloadSeconds ?? 0) + computeSeconds + (uploadSeconds ?? 0),
      },
    };
  } finally {
    await engine.close();
  }
}

async function roomHere(): Promise<StorageEstimate> {
  return navigator.storage?.estimate ? navigator.storage.estimate() : {};
}

/** Bytes a second of what everybody may read: the transcript, or the first circuit's genesis. */
async function bandwidth(place: Place, pinned: PinnedCeremony | undefined): Promise<number | undefined> {
  const [circuit] = pinned?.circuits ?? [];
  const url = circuit
    ? `${place.server}/files/${circuit.genesis}/${encodeURIComponent(circuit.slug)}_genesis`
    : `${sequencerOf(place).base}/info/current_state`;
  const stopping = new AbortController();
  const { chunks } = await openExchange(browserSurroundings(), {
    method: 'GET',
    url,
    headers: { 'accept-encoding': 'identity', accept: 'application/octet-stream' },
    maxBytes: Number.POSITIVE_INFINITY,
    signal: stopping.signal,
  });
  let bytes = 0;
  let start: number | undefined;
  let end = 0;
  for await (const chunk of chunks) {
    end = performance.now();
    // From the first byte on: what comes before it is the server's thinking.
    if (start === undefined) start = end;
    else bytes += chunk.length;
    if (bytes >= MOST_BYTES || end - start >= MOST_MILLIS) break;
  }
  stopping.abort();
  if (start === undefined || bytes < LEAST_BYTES) return undefined;
  return (1000 * bytes) / Math.max(1, end - start);
}
