/** Notes that a run lives, so that a later one knows whether it was just here, and finds out that the machine slept. */
import type { BrowserSurroundings } from '@brebaje/client/browser-surroundings';
import type { RunFolder } from './run-folder.ts';
import { watchSleep } from './sleep.ts';

/** How often a run notes that it lives; milliseconds. */
const TOUCH_EVERY = 20_000;

/** `live`: the folder of what goes on now; undefined: nothing does. */
export function noteLife(
  world: BrowserSurroundings,
  { slept, live }: { slept(seconds: number): void; live(): RunFolder | undefined },
): void {
  let touched = 0;
  watchSleep(world, {
    slept(seconds) {
      slept(seconds);
      world.wake();
    },
    awake(now) {
      const folder = live();
      if (!folder?.run || now - touched < TOUCH_EVERY) return;
      touched = now;
      folder.keepRun({ ...folder.run, touched: now }).catch(() => {});
    },
  });
}
