/** Rows that are dragged to another place by a pointer. What it does can be done by buttons as well. */
import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

export interface Sorting {
  /** Of the list whose elements are the rows. */
  list: RefObject<HTMLOListElement | null>;
  /** The rows as they are shown: while one is dragged, with it where it would be dropped. */
  order: readonly number[];
  dragged: number | undefined;
  /** Begins to drag a row. */
  grab(id: number, event: PointerEvent): void;
}

export function useSorting(ids: readonly number[], onDrop: (id: number, to: number) => void): Sorting {
  const list = useRef<HTMLOListElement>(null);
  const [drag, setDrag] = useState<{ id: number; to: number }>();
  // Where it is by the latest move of the pointer, which may be let go before that is drawn.
  const aimed = useRef<typeof drag>(undefined);
  const latest = useRef(onDrop);
  latest.current = onDrop;
  const dragged = drag?.id;
  useEffect(() => {
    if (dragged === undefined) return;
    const end = new AbortController();
    const aim = (next: typeof drag) => {
      aimed.current = next;
      setDrag(next);
    };
    const on = <Name extends keyof WindowEventMap>(name: Name, hear: (event: WindowEventMap[Name]) => void) =>
      window.addEventListener(name, hear, { signal: end.signal, capture: true });
    on('pointermove', ({ clientY }) => {
      const rows = [...(list.current?.children ?? [])].filter(
        (row) => row.getAttribute('data-sorted') !== `${dragged}`,
      );
      const above = rows.filter((row) => {
        const { top, height } = row.getBoundingClientRect();
        return top + height / 2 < clientY;
      });
      aim({ id: dragged, to: above.length });
    });
    on('pointerup', () => {
      const last = aimed.current;
      aim(undefined);
      if (last) latest.current(last.id, last.to);
    });
    on('pointercancel', () => aim(undefined));
    on('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      aim(undefined);
    });
    return () => end.abort();
  }, [dragged]);
  return {
    list,
    order: drag ? moved(ids, drag.id, drag.to) : ids,
    dragged,
    grab(id, event) {
      if (event.button !== 0) return;
      event.preventDefault();
      aimed.current = { id, to: ids.indexOf(id) };
      setDrag(aimed.current);
    },
  };
}

/** The same with one of them at another place, the first being 0. */
export function moved(ids: readonly number[], id: number, to: number): number[] {
  const rest = ids.filter((one) => one !== id);
  return [...rest.slice(0, to), id, ...rest.slice(to)];
}
