import type { Shell } from './shell.ts';

const WIDTH = 24;
const REDRAW = 80;
/** Between two lines about one stage where there is no terminal. */
const AGAIN = 15_000;

/**
 * One line that tells what is going on. On a terminal it is redrawn; elsewhere every stage is one line, and a
 * long one says now and then how far it is.
 */
export class ProgressLine {
  readonly #shell: Shell;
  readonly #now: () => number;
  #stage = '';
  #drawn = false;
  #last = 0;

  constructor(shell: Shell, now: () => number = Date.now) {
    this.#shell = shell;
    this.#now = now;
  }

  /** Shows a stage. The same text again only redraws. */
  stage(text: string): void {
    if (!this.#shell.interactive) {
      if (text !== this.#stage) this.#shell.err(`${text}\n`);
      this.#stage = text;
      return;
    }
    this.#stage = text;
    this.#draw(text);
  }

  /** Shows how far a stage is. `total` undefined: only what is done. */
  bar(text: string, done: number, total: number | undefined, unit: 'bytes' | 'share' = 'share'): void {
    const now = this.#now();
    const share = total ? Math.min(1, done / total) : undefined;
    const amount = unit === 'bytes' ? ` ${megabytes(done)}` : ` ${Math.floor((share ?? 0) * 100)} %`;
    if (!this.#shell.interactive) {
      if (text === this.#stage && now - this.#last < AGAIN) return;
      if (text === this.#stage) this.#shell.err(`${text}${amount}\n`);
      else this.stage(text);
      this.#last = now;
      return;
    }
    this.#stage = text;
    if (now - this.#last < REDRAW && done !== total) return;
    this.#last = now;
    const full = Math.round((share ?? 0) * WIDTH);
    const drawn = share === undefined ? '' : ` ${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
    this.#draw(`${text}${drawn}${amount}`);
  }

  /** Leaves a line for good. */
  line(text: string): void {
    this.clear();
    this.#shell.err(`${text}\n`);
  }

  /** Removes the line that is being redrawn. */
  clear(): void {
    if (this.#drawn) this.#shell.err('\r\u001b[2K');
    this.#drawn = false;
  }

  #draw(text: string): void {
    const room = Math.max(20, this.#shell.columns - 1);
    this.#shell.err(`\r\u001b[2K${text.length > room ? `${text.slice(0, room - 1)}…` : text}`);
    this.#drawn = true;
  }
}

/** `6.3 MB`. */
export function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
