import { type PointerEvent, useEffect, useRef } from 'react';
import { useTexts } from '../../texts/use-texts.tsx';
import type { EntropyPool } from './entropy-pool.ts';

/** A place to move about in; the way is drawn, and gone when the page is left. */
export function Movement({ pool, onAdded }: { pool: EntropyPool; onAdded: () => void }) {
  const { t } = useTexts();
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<{ x: number; y: number } | undefined>(undefined);
  useEffect(() => {
    const { current } = canvas;
    if (!current) return;
    const { width, height } = current.getBoundingClientRect();
    current.width = Math.round(width * devicePixelRatio);
    current.height = Math.round(height * devicePixelRatio);
  }, []);
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    const { current } = canvas;
    const pen = current?.getContext('2d');
    if (!current || !pen) return;
    const box = current.getBoundingClientRect();
    for (const one of event.nativeEvent.getCoalescedEvents?.() ?? [event.nativeEvent]) {
      const x = one.clientX - box.left;
      const y = one.clientY - box.top;
      pool.move(x, y, one.timeStamp);
      draw(pen, current, last.current, { x, y });
      last.current = { x, y };
    }
    onAdded();
  };
  return (
    <div className="relative">
      <canvas
        ref={canvas}
        className="h-44 w-full touch-none rounded-xl border border-line bg-sunken text-accent"
        onPointerMove={move}
        onPointerLeave={() => {
          last.current = undefined;
        }}
        role="img"
        aria-label={t('contribute.movementPicture')}
      />
      {pool.counts.movements === 0 && (
        <p
          aria-hidden="true"
          className="pointer-events-none absolute inset-0 m-auto h-fit p-4 text-center text-soft"
        >
          {t('contribute.moveHere')}
        </p>
      )}
    </div>
  );
}

interface Point {
  x: number;
  y: number;
}

/** A thread that is thin where the hand was fast, with a bead where it turned. */
function draw(
  pen: CanvasRenderingContext2D,
  canvas: HTMLCanvasElement,
  from: Point | undefined,
  to: Point,
): void {
  const scale = devicePixelRatio;
  const way = from ? Math.hypot(to.x - from.x, to.y - from.y) : 0;
  pen.strokeStyle = getComputedStyle(canvas).color;
  pen.fillStyle = pen.strokeStyle;
  pen.globalAlpha = 0.55;
  pen.lineCap = 'round';
  pen.lineWidth = scale * Math.max(0.8, 5 - way / 6);
  if (from) {
    pen.beginPath();
    pen.moveTo(from.x * scale, from.y * scale);
    pen.lineTo(to.x * scale, to.y * scale);
    pen.stroke();
  }
  if (way < 1.5) {
    pen.beginPath();
    pen.arc(to.x * scale, to.y * scale, 3 * scale, 0, 2 * Math.PI);
    pen.fill();
  }
}
