/** Earlier, later, and a handle to drag by: what moves a row. The focus stays on what was pressed. */
import { type PointerEvent, useLayoutEffect, useRef } from 'react';
import { Button } from '../../../ui/button.tsx';

export function MoveButtons({
  labels,
  place,
  places,
  busy = false,
  onMove,
  onGrab,
}: {
  labels: { earlier: string; later: string };
  /** The first is 0. */
  place: number;
  places: number;
  busy?: boolean;
  onMove(to: number): void;
  onGrab(event: PointerEvent): void;
}) {
  const ref = useRef<HTMLSpanElement>(null);
  const pressed = useRef<number>(undefined);
  // A row that the browser moves loses the focus.
  useLayoutEffect(() => {
    if (pressed.current === undefined) return;
    const buttons = [...(ref.current?.querySelectorAll('button') ?? [])];
    const button = buttons[pressed.current];
    if (place >= 0 && !busy) pressed.current = undefined;
    (button?.disabled ? buttons.find(({ disabled }) => !disabled) : button)?.focus();
  }, [place, busy]);
  const move = (by: -1 | 1) => {
    pressed.current = by === -1 ? 0 : 1;
    onMove(place + by);
  };
  return (
    <span ref={ref} className="flex shrink-0 items-center gap-1">
      <span
        aria-hidden="true"
        onPointerDown={onGrab}
        className={`grid min-h-11 w-8 touch-none place-items-center text-soft select-none ${busy ? 'invisible' : 'cursor-grab'}`}
      >
        <svg aria-hidden="true" viewBox="0 0 8 14" className="h-4 fill-current">
          {[2, 7, 12].map((y) => [2, 6].map((x) => <circle key={`${x} ${y}`} cx={x} cy={y} r="1.2" />))}
        </svg>
      </span>
      <Button
        look="quiet"
        disabled={place === 0 || busy}
        aria-label={labels.earlier}
        title={labels.earlier}
        onClick={() => move(-1)}
      >
        ↑
      </Button>
      <Button
        look="quiet"
        disabled={place === places - 1 || busy}
        aria-label={labels.later}
        title={labels.later}
        onClick={() => move(1)}
      >
        ↓
      </Button>
    </span>
  );
}
