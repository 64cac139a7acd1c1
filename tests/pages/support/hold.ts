import type { Page } from 'playwright-core';

/** A request of a page that waits. */
export interface Hold {
  /** Ends when there is one. */
  reached: Promise<void>;
  /** Lets it go on, and all that come later. */
  release(): void;
}

/** Keeps requests of this form from the server: what is done meanwhile is done before their answers, however slowly. */
export async function hold(page: Page, form: RegExp): Promise<Hold> {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await page.route(form, async (route) => {
    reached.resolve();
    await released.promise;
    // Whoever asked may have gone.
    await route.continue().catch(() => {});
  });
  return { reached: reached.promise, release: released.resolve };
}
