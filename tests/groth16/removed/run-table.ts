/** The table of attacks run with each check of the package left out. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Copy } from './copy.ts';
import type { Site } from './sites.ts';

export interface Noticed extends Site {
  /** Rows that came by the place. */
  readonly rows: number;
  /** The first one that did not end as it must, and how it ended. */
  readonly noticed: string | undefined;
}

/** What notices each site's absence, on one curve. */
export async function runTable({ folder }: Copy, curve: string, sites: readonly Site[]): Promise<Noticed[]> {
  const found: Noticed[] = [];
  let left = [...sites];
  while (left.length > 0) {
    const before = left.length;
    const child = spawn(
      process.execPath,
      [join(folder, 'tests/groth16/removed/child.ts'), curve, ...left.map(({ id }) => String(id))],
      { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith('{')) continue;
      const { id, rows, noticed } = JSON.parse(line) as Noticed;
      const site = left.find((one) => one.id === id)!;
      found.push({ ...site, rows, noticed });
      left = left.filter((one) => one.id !== id);
    }
    if (left.length === before) throw new Error('the table does not run');
  }
  return found;
}
