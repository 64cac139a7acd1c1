/**
 * Where a curve thread's script lies. The one module that a single-file bundle replaces, by one that answers
 * with the bundle's own URL.
 */
export function threadUrl(): URL {
  // Loaders that transform modules (test runners, bundlers) may leave import.meta.resolve out.
  if (typeof import.meta.resolve !== 'function') return new URL('./thread.ts', import.meta.url);
  return new URL(import.meta.resolve('#thread'));
}
