/** One tab of a browser works on a ceremony at a time; the others show what it does, and may take over. */
import type { WorkState } from './state.ts';

/** What tabs tell each other. */
type Said = { said: 'state'; state: WorkState } | { said: 'what' } | { said: 'let-go' };

export interface TabEvents {
  /** This tab works from now on. */
  mine(): Promise<void>;
  /** Another one does: everything is to be let go of, whoever asked for it. */
  theirs(): Promise<void>;
  /** What the tab that works shows. */
  shown(state: WorkState): void;
}

export interface OneTab {
  /** Tells the other tabs. */
  show(state: WorkState): void;
  takeOver(): void;
}

/** How long the tab that works may take to put its files down. */
const PATIENCE = 5_000;

export function oneTab(name: string, events: TabEvents): OneTab {
  const channel = new BroadcastChannel(name);
  let letGo: (() => void) | undefined;
  let latest: WorkState | undefined;
  const say = (said: Said) => channel.postMessage(said);

  /** Waits for the lock and keeps it until it is given away or taken. */
  async function request(options: LockOptions): Promise<'busy' | 'gone'> {
    try {
      return await navigator.locks.request(name, options, async (lock) => {
        if (!lock) return 'busy';
        const { promise, resolve } = Promise.withResolvers<void>();
        letGo = resolve;
        await events.mine();
        await promise;
        return 'gone';
      });
    } catch (error) {
      // Taken by force.
      if (error instanceof DOMException && error.name === 'AbortError') return 'gone';
      throw error;
    }
  }

  async function live(): Promise<void> {
    for (let options: LockOptions = { ifAvailable: true }; ; options = {}) {
      const end = await request(options);
      if (end === 'gone') letGo = undefined;
      await events.theirs();
      say({ said: 'what' });
    }
  }

  channel.addEventListener('message', ({ data }: MessageEvent<Said>) => {
    if (data.said === 'state') {
      if (!letGo) events.shown(data.state);
    } else if (!letGo) return;
    else if (data.said === 'what') {
      if (latest) say({ said: 'state', state: latest });
    } else {
      const go = letGo;
      letGo = undefined;
      events.theirs().finally(go);
    }
  });

  void live();
  return {
    show(state) {
      latest = state;
      if (letGo) say({ said: 'state', state });
    },
    takeOver() {
      say({ said: 'let-go' });
      setTimeout(() => {
        if (!letGo) void request({ steal: true }).then(() => events.theirs());
      }, PATIENCE);
    },
  };
}
