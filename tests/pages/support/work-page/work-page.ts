/** A page that is nothing but a contribution's worker, for tests to ask and to look at. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { measureHere } from '../../../../apps/web/src/work/measure-here.ts';
import type { Measured } from '../../../../apps/web/src/work/measured.ts';
import type { Ask, Tell } from '../../../../apps/web/src/work/messages.ts';
import { placeOf } from '../../../../apps/web/src/work/place-of.ts';
import { startWorker } from '../../../../apps/web/src/work/running-worker.ts';
import type { WorkState } from '../../../../apps/web/src/work/state.ts';

declare global {
  var work: {
    state: WorkState;
    /** Phases and steps in the order in which they were told, each once in a row. */
    seen: string[];
    told: number;
    open(slug: string): Promise<void>;
    ask(ask: Ask): void;
    measure(slug: string): Promise<Measured>;
    /** Milliseconds of one contribution, computed only; the page holds what `give` was given in base64. */
    speed(kind: 'kzg' | 'circuit'): Promise<number>;
    give(kind: 'kzg' | 'circuit', base64: string): void;
    /** What kept the page's own thread busy since it was asked last; milliseconds. */
    blocked(): { longTasks: number[]; longestTick: number };
  };
}

const longTasks: number[] = [];
if (PerformanceObserver.supportedEntryTypes.includes('longtask'))
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  }).observe({ entryTypes: ['longtask'] });

const TICK = 10;
let longestTick = 0;
let ticked = performance.now();
setInterval(() => {
  const now = performance.now();
  longestTick = Math.max(longestTick, now - ticked - TICK);
  ticked = now;
}, TICK);

async function ceremonyOf(slug: string): Promise<CeremonyBody> {
  const answer = await fetch(`/ceremonies/by-slug/${slug}`);
  return (await answer.json()) as CeremonyBody;
}

let worker: Worker | undefined;
let speeding: Worker | undefined;
const given = new Map<string, string>();
const mine: typeof globalThis.work = {
  state: { phase: 'looking' },
  seen: [],
  told: 0,
  async open(slug) {
    worker = startWorker();
    worker.onmessage = ({ data }: MessageEvent<Tell>) => {
      if (data.tell !== 'state') return;
      const { state } = data;
      mine.state = state;
      mine.told++;
      const now =
        state.phase === 'working' ? state.step : state.phase === 'waiting' ? state.why : state.phase;
      if (mine.seen.at(-1) !== now) mine.seen.push(now);
    };
    const place = placeOf(await ceremonyOf(slug), undefined);
    worker.postMessage({ ask: 'open', place } satisfies Ask);
  },
  ask: (ask) => worker?.postMessage(ask),
  measure: async (slug) => measureHere(await ceremonyOf(slug)),
  speed: (kind) =>
    new Promise((resolve, reject) => {
      speeding ??= new Worker(new URL('./speed-worker.ts', import.meta.url), { type: 'module' });
      speeding.onmessage = ({ data }) => resolve(data);
      speeding.onerror = ({ message }) => reject(new Error(message));
      speeding.postMessage({ kind, url: given.get(kind) });
    }),
  give(kind, base64) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    given.set(kind, URL.createObjectURL(new Blob([bytes])));
  },
  blocked() {
    const found = { longTasks: longTasks.splice(0), longestTick };
    longestTick = 0;
    return found;
  },
};
globalThis.work = mine;
