/** The chain of contributions in small: the latest links, the one that is being made, and room for the next. */
import { svg } from './element.ts';

const LINKS = 12;
const STEP = 34;
const RADIUS = 10;

export interface Chain {
  contributions: number;
  /** Somebody makes the next link now. */
  busy: boolean;
  /** There will be more. */
  goesOn: boolean;
  /** What it says to whoever does not see it. */
  label: string;
}

export function chainPicture({ contributions, busy, goesOn, label }: Chain): Element {
  const done = Math.min(contributions, goesOn ? LINKS - 2 : LINKS);
  const links = goesOn ? LINKS : done;
  const x = (link: number) => RADIUS + 2 + link * STEP;
  const parts: Element[] = [];
  for (let link = 0; link < links; link++) {
    const state = link < done ? 'done' : link === done && busy ? 'now' : 'to-come';
    if (link > 0)
      parts.push(
        svg('line', {
          class: link <= done - 1 ? 'line' : 'to-come',
          x1: x(link - 1) + RADIUS,
          x2: x(link) - RADIUS,
          y1: 16,
          y2: 16,
        }),
      );
    parts.push(
      svg('circle', { class: state, cx: x(link), cy: 16, r: state === 'done' ? RADIUS : RADIUS - 1.25 }),
    );
  }
  return svg(
    'svg',
    {
      class: 'chain',
      viewBox: `0 0 ${x(LINKS - 1) + RADIUS + 2} 32`,
      preserveAspectRatio: 'xMinYMid meet',
      role: 'img',
      'aria-label': label,
    },
    ...parts,
  );
}
