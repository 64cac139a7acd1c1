/** What the frame shows, made anew from what is known. */
import type { AnswerBody, CeremonyBody } from '@brebaje/client/rest/bodies';
import { chainPicture } from './chain.ts';
import { el } from './element.ts';
import type { Words } from './words.ts';

export interface Known {
  ceremony: CeremonyBody;
  project: AnswerBody<'readProject'> | undefined;
  live: AnswerBody<'readLive'> | undefined;
  /** The server answers. */
  reachable: boolean;
  /** Address of the ceremony's page. */
  page: string;
  /** Where the server's paths begin. */
  server: string;
}

/** Turns that are named; the others are counted. */
const NAMED = 2;

export function show({ say, sayOf }: Words, known: Known): Node[] {
  const { ceremony, project, live, reachable, page, server } = known;
  const contributions = live?.contributions ?? ceremony.contributions;
  const turns = live?.turns ?? [];
  const link = (text: string) => el('a', { href: page, target: '_blank', rel: 'noopener' }, text);
  const { key, open, goesOn } = stateOf(known);
  const when = ceremony.opensAt;
  const state =
    key === 'ahead' && when !== undefined
      ? say('ahead', {
          when: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(
            when * 1_000,
          ),
        })
      : say(key);
  return [
    el(
      'header',
      {},
      project && [project.logo, project.name].some(Boolean)
        ? el(
            'p',
            { class: 'project' },
            project.logo && el('img', { src: new URL(project.logo.url, server).href, alt: '' }),
            el('bdi', {}, project.name),
          )
        : null,
      el(
        'h1',
        {},
        ceremony.test && el('span', { class: 'test' }, say('test')),
        el('bdi', {}, link(ceremony.title)),
      ),
      el('p', { class: open ? 'state open' : 'state' }, state),
    ),
    el(
      'div',
      {},
      chainPicture({
        contributions,
        busy: turns.length > 0,
        goesOn,
        label: say('chain', { count: contributions }),
      }),
      el('p', { class: 'now-words' }, ...(open || turns.length > 0 ? nowWords({ say, sayOf }, turns) : [])),
    ),
    el(
      'footer',
      { class: 'foot' },
      el(
        'p',
        { class: 'count' },
        say('contributions', { count: contributions }),
        (live?.waiting ?? 0) > 0 && el('small', {}, say('waiting', { count: live?.waiting ?? 0 })),
      ),
      el('p', {}, link(say('see'))),
      !reachable && el('p', { class: 'away', role: 'status' }, say('away')),
    ),
  ];
}

function nowWords({ say, sayOf }: Words, turns: AnswerBody<'readLive'>['turns']): (Node | string)[] {
  if (turns.length === 0) return [say('nobody')];
  const named = turns.slice(0, NAMED).map(({ phase, step, publicName: name, percent }) => {
    if (phase === 'OFFERED') return sayOf('turnOffered', { name });
    if (phase === 'VERIFYING') return sayOf('turnVerifying', { name });
    return step === 'UPLOADING'
      ? sayOf('turnUploading', { name, percent })
      : sayOf('turnComputing', { name });
  });
  const more = turns.length - named.length;
  const lines = named.flatMap((words, index) => (index === 0 ? words : [el('br', {}), ...words]));
  return more > 0 ? [...lines, ' ', say('moreTurns', { count: more })] : lines;
}

type StateKey = 'ahead' | 'notYet' | 'open' | 'paused' | 'closing' | 'complete' | 'canceled' | 'finalized';

function stateOf({ ceremony, live }: Known): { key: StateKey; open: boolean; goesOn: boolean } {
  const { status, draining, drained } = live ?? ceremony;
  const is = (key: StateKey, open: boolean, goesOn: boolean) => ({ key, open, goesOn });
  if (status === 'CANCELED') return is('canceled', false, false);
  if (status === 'FINALIZED') return is('finalized', false, false);
  if (drained) return is('complete', false, false);
  if (status === 'SCHEDULED') return is(ceremony.opensAt === undefined ? 'notYet' : 'ahead', false, true);
  if (draining || status === 'CLOSED') return is('closing', false, true);
  return status === 'PAUSED' ? is('paused', false, true) : is('open', true, true);
}
