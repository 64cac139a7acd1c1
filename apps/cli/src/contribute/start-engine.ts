import { createEngine } from '@brebaje/client/engine';
import { kernelOf } from '@brebaje/client/engine-kernel';
import type { Desk } from './run.ts';

/** An engine and the name of the kernel that computes in it, after a line that says so. The caller closes it. */
export async function startEngine(
  { line, shell }: Pick<Desk, 'line' | 'shell'>,
  threads: number | undefined,
  curve?: Parameters<typeof createEngine>[1],
) {
  const engine = await createEngine(threads, curve);
  try {
    const { kernel, words, warning } = await kernelOf(engine);
    line.line(shell.style('dim', `Computes with ${words[0]}`));
    if (warning) line.line(`${shell.style('yellow', 'Note:')} ${warning}`);
    return { engine, kernel };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
