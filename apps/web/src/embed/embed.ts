/** The frame that other sites show of a ceremony: `/c/<slug>/embed`. It sends no cookie and does nothing. */
import type { AnswerBody, CeremonyBody } from '@brebaje/client/rest/bodies';
import { wearAccents } from '../brand/wear.ts';
import { PAGES_BASE, SERVER } from '../server/place.ts';
import './embed.css';
import { type Known, show } from './show.ts';
import { wordsOf } from './words.ts';

/** Milliseconds between snapshots; a frame that nobody sees asks for none. */
const PAUSE = 3_000;
/** After an answer that did not come, the pause grows to this. */
const LONGEST_PAUSE = 60_000;

const root = document.getElementById('embed') as HTMLElement;
const query = new URLSearchParams(location.search);
const words = wordsOf(query.get('locale'));

let known: Known | undefined;
let shown = '';
let pause = PAUSE;
let seen = true;
let timer: ReturnType<typeof setTimeout> | undefined;

function draw(nodes: Node[]): void {
  const frame = document.createElement('div');
  frame.append(...nodes);
  // What has not changed stays, with the focus that may be in it.
  if (frame.innerHTML === shown) return;
  shown = frame.innerHTML;
  const focused = root.contains(document.activeElement);
  root.replaceChildren(...nodes);
  if (focused) root.querySelector('a')?.focus();
}

async function read<T>(path: string): Promise<T> {
  const answer = await fetch(SERVER + path, { credentials: 'omit', headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${answer.status}`, { cause: answer.status });
  return (await answer.json()) as T;
}

async function look(): Promise<void> {
  if (!seen || document.hidden) return;
  try {
    known ??= await begin();
    known.live = await read<AnswerBody<'readLive'>>(`/ceremonies/${known.ceremony.id}/live`);
    known.reachable = true;
    pause = PAUSE;
  } catch (error) {
    if (known) known.reachable = false;
    else if ((error as Error).cause === 404) return draw([document.createTextNode(words.say('unknown'))]);
    else draw([document.createTextNode(words.say('unreachable'))]);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }
  if (known) draw(show(words, known));
  clearTimeout(timer);
  timer = setTimeout(() => void look(), pause);
}

async function begin(): Promise<Known> {
  const below = location.pathname.slice(new URL(PAGES_BASE).pathname.replace(/\/$/, '').length);
  const name = /^\/c\/([^/]+)\/embed/.exec(below)?.[1] ?? '';
  const path = /^\d+$/.test(name) ? `/ceremonies/${name}` : `/ceremonies/by-slug/${name}`;
  const ceremony = await read<CeremonyBody>(path);
  // A frame without colours of its own is one all the same.
  const project = await read<AnswerBody<'readProject'>>(`/projects/${ceremony.projectId}`).catch(
    () => undefined,
  );
  if (project) wearAccents(project);
  const page = `${PAGES_BASE}/c/${encodeURIComponent(ceremony.slug)}`;
  return { ceremony, project, live: undefined, reachable: true, page, server: SERVER };
}

function wake(): void {
  clearTimeout(timer);
  void look();
}

const theme = query.get('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
if (query.get('locale') === 'ar-XB') document.documentElement.dir = 'rtl';
document.addEventListener('visibilitychange', wake);
new IntersectionObserver((entries) => {
  seen = entries.at(-1)?.isIntersecting ?? true;
  wake();
}).observe(root);
