/** Calls that come together, made as one. */
export interface Gathered {
  /** Has it done within the time; a call that is on its way is enough. */
  soon(): void;
  stop(): void;
}

/** `act` at most once in `milliseconds`, and after the last `soon`. */
export function gathered(milliseconds: number, act: () => void): Gathered {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    soon() {
      timer ??= setTimeout(() => {
        timer = undefined;
        act();
      }, milliseconds);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
