/** jsign's kzgcli, the client in Go that Ethereum's ceremony was joined with; not shipped with us. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastLine, run } from '../support/program.ts';

const MODULE = 'github.com/jsign/go-kzg-ceremony-client/cmd/kzgcli@latest';
const INSTALL_MILLIS = 600_000;

/**
 * Its path: BREBAJE_TEST_KZGCLI, else `kzgcli` on the PATH, else installed into a temporary folder when
 * BREBAJE_TEST_GO_CLIENT=1 asks for that. Otherwise why there is none.
 */
export async function findGoClient(): Promise<string | { missing: string }> {
  const given = process.env.BREBAJE_TEST_KZGCLI;
  if (given) return given;
  if ((await run('kzgcli', ['--help'], { timeout: 30_000 })).code === 0) return 'kzgcli';
  if (process.env.BREBAJE_TEST_GO_CLIENT !== '1')
    return { missing: 'set BREBAJE_TEST_KZGCLI to kzgcli, or BREBAJE_TEST_GO_CLIENT=1 to have it installed' };
  if ((await run('go', ['version'], { timeout: 30_000 })).code !== 0)
    return { missing: 'there is no Go on this machine' };
  const GOBIN = mkdtempSync(join(tmpdir(), 'brebaje-kzgcli-'));
  const installed = await run('go', ['install', MODULE], { env: { GOBIN }, timeout: INSTALL_MILLIS });
  if (installed.code !== 0) return { missing: `go install ${MODULE}: ${lastLine(installed.err)}` };
  return join(GOBIN, 'kzgcli');
}
