/** Builds programs that read our keys with the libraries of others: ark-groth16 in Rust, gnark in Go. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastLine, type Ran, run } from '../support/program.ts';

export type Program = (...args: string[]) => Promise<Ran>;

const BUILD_MILLIS = 600_000;
const RUN_MILLIS = 120_000;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const NO_WAY =
  /dial tcp|lookup |proxy|timeout|connection|unexpected status|Forbidden|GOPROXY|failed to (download|get)|network/i;

/** The program, or why there is none: no compiler, or no way to the libraries. One that does not compile throws. */
export async function buildGnark(): Promise<Program | { missing: string }> {
  const program = join(mkdtempSync(join(tmpdir(), 'brebaje-gnark-')), 'gnark');
  const build = ['go', 'build', '-o', program, '.'];
  return built(['go', 'version'], build, here('gnark'), program);
}

/** The same. What it compiles is kept as long as the folder of temporary files. */
export async function buildArkworks(): Promise<Program | { missing: string }> {
  const target = join(tmpdir(), 'brebaje-arkworks');
  const build = ['cargo', 'build', '--release', '--locked', '--target-dir', target];
  const program = join(target, 'release', 'brebaje-interop');
  return built(['cargo', '--version'], build, here('arkworks'), program);
}

async function built(
  [compiler, ...version]: string[],
  [, ...build]: string[],
  cwd: string,
  program: string,
): Promise<Program | { missing: string }> {
  const found = await run(compiler!, version, { timeout: 30_000 });
  if (found.code !== 0) return { missing: `there is no ${compiler} on this machine` };
  const { code, err } = await run(compiler!, build, { cwd, timeout: BUILD_MILLIS });
  if (code === 0) return (...args) => run(program, args, { timeout: RUN_MILLIS });
  if (NO_WAY.test(err)) return { missing: `its libraries cannot be had: ${lastLine(err)}` };
  throw new Error(err);
}
