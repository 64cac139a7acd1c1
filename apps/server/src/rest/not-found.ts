import { type Operation, routerPath } from '@brebaje/protocol/rest/operation';

/**
 * Whether a path is one of the REST interface's, known or not: its first step begins a path of the table. What
 * begins as the sequencer protocol's routes do is left to that.
 */
export function belongsToRest(operations: Record<string, Operation>): (path: string) => boolean {
  const first = new Set(
    Object.values(operations)
      .map(({ path }) => routerPath(path).split('/')[1]!)
      .filter((step) => !step.startsWith(':') && !SEQUENCERS.has(step)),
  );
  return (path) => first.has(path.split(/[/?]/, 2)[1] ?? '');
}

const SEQUENCERS = new Set(['auth', 'lobby', 'contribute', 'contribution', 'info', 'sequencer']);
