import { AsyncLocalStorage } from 'node:async_hooks';

interface Scope {
  open: boolean;
}

const scopes = new AsyncLocalStorage<Scope>();

/**
 * Runs `fn` as the inside of a transaction. On one SQLite connection a query past the transaction's own
 * handle would wait for ever, on Postgres it would not see what the transaction wrote: both drivers refuse it.
 */
export async function insideTransaction<T>(fn: () => Promise<T>): Promise<T> {
  const scope: Scope = { open: true };
  try {
    return await scopes.run(scope, fn);
  } finally {
    scope.open = false;
  }
}

/** Throws when the caller runs inside a transaction and asks for another connection. */
export function refuseInsideTransaction(): void {
  if (scopes.getStore()?.open)
    throw new Error('inside a transaction: use the handle that the transaction was given');
}
