/** Builds our peer in Go (tests/interop/go): another language, HTTP stack and curve library than ours. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastLine, type Ran, run } from '../support/program.ts';

export type GoPeer = (...args: string[]) => Promise<Ran>;

const SOURCE = fileURLToPath(new URL('go', import.meta.url));
const BUILD_MILLIS = 240_000;

/** The built peer, or why there is none: no Go, or no way to the module proxy. A peer that does not compile throws. */
export async function buildGoPeer({ timeout }: { timeout: number }): Promise<GoPeer | { missing: string }> {
  const found = await run('go', ['version'], { timeout: 30_000 });
  if (found.code !== 0) return { missing: 'there is no Go on this machine' };
  const peer = join(mkdtempSync(join(tmpdir(), 'brebaje-peer-')), 'peer');
  const built = await run('go', ['build', '-o', peer, '.'], { cwd: SOURCE, timeout: BUILD_MILLIS });
  if (built.code === 0) return (...args) => run(peer, args, { timeout });
  if (/dial tcp|lookup |proxy|timeout|connection|unexpected status|Forbidden|GOPROXY/i.test(built.err))
    return { missing: `its modules cannot be had: ${lastLine(built.err)}` };
  throw new Error(built.err);
}
