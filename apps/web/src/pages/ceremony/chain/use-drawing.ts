import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { useThemeColours } from '../../../chart/theme-colours.ts';
import { type Drawn, drawChain } from './draw-chain.ts';

/**
 * Keeps a canvas as large as a scrolling box drawn with what is in sight of the chain. `version` grows with what
 * is known of it. Returns what asks for the next frame: the box calls it when it scrolls.
 */
export function useDrawing(
  box: RefObject<HTMLElement | null>,
  canvas: RefObject<HTMLCanvasElement | null>,
  drawn: Drawn,
  version: number,
): () => void {
  const colours = useThemeColours();
  const latest = useRef({ drawn, colours });
  latest.current = { drawn, colours };
  const frame = useRef(0);
  const draw = useCallback(() => {
    frame.current = 0;
    const [element, target] = [box.current, canvas.current];
    const context = target?.getContext('2d');
    if (!element || !target || !context) return;
    const { clientWidth, clientHeight, scrollTop } = element;
    const sharp = Math.min(3, devicePixelRatio);
    const [width, height] = [Math.round(clientWidth * sharp), Math.round(clientHeight * sharp)];
    if (target.width !== width || target.height !== height) Object.assign(target, { width, height });
    context.setTransform(sharp, 0, 0, sharp, 0, -scrollTop * sharp);
    context.clearRect(0, scrollTop, clientWidth, clientHeight);
    drawChain(context, latest.current.drawn, latest.current.colours, scrollTop, scrollTop + clientHeight);
  }, [box, canvas]);
  const ask = useCallback(() => {
    frame.current ||= requestAnimationFrame(draw);
  }, [draw]);
  const { thread, places, length, end } = drawn;
  // Drawn anew with everything that can be seen of it.
  useEffect(ask, [ask, colours, version, thread.width, thread.pitch, places, length, end]);
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    },
    [],
  );
  return ask;
}
