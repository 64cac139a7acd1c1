/**
 * A chain as a necklace: the genesis, a bead for each contribution, the one that is being made, the beacon. Only
 * what is in sight is drawn. With the keyboard it is a slider along the chain; Enter opens a contribution.
 */
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { Snapshot } from '../../../live/live-feed.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { ChainCaption } from './chain-caption.tsx';
import type { ChainStore } from './chain-store.ts';
import { ComingBead } from './coming-bead.tsx';
import { BEAD_SHARE } from './draw-chain.ts';
import { seedOf } from './seed.ts';
import { indexAt, spotOf, threadFor } from './thread.ts';
import { useDrawing } from './use-drawing.ts';

/** Rows that are read beyond what is in sight. */
const BEYOND = 3;
/** CSS pixels that the picture takes at most. */
const TALLEST = 416;

export function ChainPicture({
  store,
  length,
  turn,
  end,
  label,
  onOpen,
}: {
  store: ChainStore;
  length: number;
  /** Who contributes now. */
  turn: Snapshot['turns'][number] | undefined;
  end: 'none' | 'beacon' | 'planned';
  label: string;
  onOpen(contributionId: number): void;
}) {
  const { locale } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [sight, setSight] = useState({ from: 0, to: 0 });
  const [beyond, setBeyond] = useState({ above: false, below: false });
  const [chosen, choose] = useState<number>();
  const coming = turn !== undefined || end === 'planned';
  const places = length + 1 + (coming ? 1 : 0) + (end === 'none' ? 0 : 1);
  const thread = threadFor(places, Math.max(width, 200), locale.direction === 'rtl');
  const { rows, rowHeight, height, pitch, columns } = thread;
  const tall = Math.min(TALLEST, height);
  const seedAt = (place: number) => {
    const link = store.get(place);
    return link && seedOf(link);
  };
  const redraw = useDrawing(box, canvas, { thread, places, length, end, seedAt }, store.version());

  useLayoutEffect(() => {
    const element = box.current!;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const look = useCallback(() => {
    const { scrollTop, clientHeight, scrollHeight } = box.current!;
    const [above, below] = [scrollTop > 8, scrollTop + clientHeight < scrollHeight - 8];
    setBeyond((before) => (before.above === above && before.below === below ? before : { above, below }));
    const from = Math.max(0, Math.floor(scrollTop / rowHeight) - BEYOND);
    const to = Math.min(rows, Math.ceil((scrollTop + clientHeight) / rowHeight) + BEYOND);
    setSight((before) => (before.from === from && before.to === to ? before : { from, to }));
  }, [rowHeight, rows]);

  // A chain is looked at where it grows, unless somebody has gone elsewhere.
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    const element = box.current!;
    if (atEnd.current) element.scrollTop = height;
    look();
  }, [height, look]);

  useEffect(() => {
    store.want(sight.from * columns, sight.to * columns);
  }, [store, sight, columns]);

  const reveal = (place: number) => {
    const element = box.current!;
    const { y } = spotOf(place, thread);
    if (y - rowHeight < element.scrollTop) element.scrollTop = y - rowHeight;
    else if (y + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = y + rowHeight - element.clientHeight;
  };
  const go = (place: number) => {
    const to = Math.min(Math.max(0, place), places - 1);
    choose(to);
    reveal(to);
  };
  const open = (place: number | undefined) => {
    const id = place === undefined ? undefined : store.get(place)?.id;
    if (id !== undefined) onOpen(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = chosen ?? length;
    const ahead = locale.direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const back = locale.direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    const steps: Record<string, number> = {
      [ahead]: at + 1,
      [back]: at - 1,
      ArrowUp: at + 1,
      ArrowDown: at - 1,
      PageUp: at + columns,
      PageDown: at - columns,
      Home: 0,
      End: length,
    };
    const to = steps[event.key];
    if (to !== undefined) go(to);
    else if (event.key === 'Enter') open(chosen);
    else return;
    event.preventDefault();
  };
  const onClick = (event: MouseEvent) => {
    const { left, top } = event.currentTarget.firstElementChild!.getBoundingClientRect();
    const place = indexAt(event.clientX - left, event.clientY - top, thread, places);
    if (place === chosen) open(place);
    else choose(place);
  };

  const ring = chosen === undefined ? undefined : spotOf(Math.min(chosen, places - 1), thread);
  const valueText = useValueText(store, length, places, end);
  const at = chosen ?? length;
  return (
    <figure className="flex flex-col gap-3">
      <div
        ref={box}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={places - 1}
        aria-valuenow={Math.min(at, places - 1)}
        aria-valuetext={valueText(at)}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onScroll={() => {
          const { scrollTop, clientHeight, scrollHeight } = box.current!;
          atEnd.current = scrollTop + clientHeight > scrollHeight - rowHeight;
          look();
          redraw();
        }}
        style={{ height: tall }}
        className={`overflow-x-hidden overflow-y-auto rounded-lg ${beyond.above ? 'chain-above' : ''} ${beyond.below ? 'chain-below' : ''}`}
      >
        <div className="relative" style={{ height }}>
          {/* It stays where one looks; what is drawn on it moves. */}
          <canvas ref={canvas} className="sticky top-0 block w-full" style={{ height: tall }} />
          <svg
            aria-hidden="true"
            width={thread.width}
            height={height}
            className="absolute inset-x-0 top-0 cursor-pointer"
          >
            {coming && (
              <ComingBead turn={turn} spot={spotOf(length + 1, thread)} radius={pitch * BEAD_SHARE} />
            )}
            <Newest store={store} length={length} spot={spotOf(length, thread)} radius={pitch * BEAD_SHARE} />
            {ring && (
              <circle
                cx={ring.x}
                cy={ring.y}
                r={pitch * 0.46}
                fill="none"
                className="stroke-ink"
                strokeWidth={2.5}
              />
            )}
          </svg>
        </div>
      </div>
      <ChainCaption {...{ store, length, places, end, turn }} place={at} onOpen={() => open(at)} />
    </figure>
  );
}

/** Ripples where a contribution was just added; the ones that were there when the page came are quiet. */
function Newest({
  store,
  length,
  spot,
  radius,
}: {
  store: ChainStore;
  length: number;
  spot: { x: number; y: number };
  radius: number;
}) {
  const first = useRef(length);
  const link = store.get(length);
  if (length === 0 || length <= first.current || !link) return null;
  return (
    <circle key={length} cx={spot.x} cy={spot.y} r={radius} fill="none" className="arriving stroke-accent" />
  );
}

/** What a screen reader says at a place. */
function useValueText(store: ChainStore, length: number, places: number, end: string) {
  const { t, formats } = useTexts();
  return (place: number): string => {
    if (place === 0) return t('ceremony.chainGenesis');
    const link = store.get(place);
    if (link)
      return t('ceremony.chainAt', {
        position: place,
        name: link.publicName,
        moment: formats.moment(link.acceptedAt),
      });
    if (place <= length) return t('ceremony.chainUnknown', { position: place });
    return t(place === places - 1 && end !== 'none' ? 'ceremony.chainBeacon' : 'ceremony.chainNext');
  };
}
