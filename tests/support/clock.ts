/** A clock that two processes read: it runs beside the real one, or stands still. */
import { renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The program of a server by such a clock. */
export const CLOCKED_SERVER = fileURLToPath(new URL('./clocked-server.ts', import.meta.url));

/** Milliseconds since 1970 by what is written in a clock's file. */
export function readClock(text: string): number {
  const { ahead, stands } = JSON.parse(text) as { ahead: number; stands?: number };
  return stands ?? Date.now() + ahead;
}

/** The file of a clock, and how a test moves it. */
export class ClockFile {
  readonly path: string;
  #ahead: number;

  constructor(path: string, time: number) {
    this.path = path;
    this.#ahead = time - Date.now();
    this.#write({ ahead: this.#ahead });
  }

  now(): number {
    return Date.now() + this.#ahead;
  }

  step(millis: number): void {
    this.#ahead += millis;
    this.#write({ ahead: this.#ahead });
  }

  /** Stands still at a time while `work` is done, and goes on from there. */
  async during<T>(time: number, work: () => Promise<T>): Promise<T> {
    this.#write({ ahead: this.#ahead, stands: time });
    const result = await work();
    this.step(time - this.now());
    return result;
  }

  #write(clock: { ahead: number; stands?: number }): void {
    // In one step: the server reads it at any moment.
    writeFileSync(`${this.path}.new`, JSON.stringify(clock));
    renameSync(`${this.path}.new`, this.path);
  }
}
