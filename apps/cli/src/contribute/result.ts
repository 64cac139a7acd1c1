import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Computed } from '@brebaje/client/compute';
import { fingerprint } from '@brebaje/client/fingerprint';
import { kzgResult } from '@brebaje/client/result';
import type { Accepted } from '@brebaje/client/take-part';
import { invocation } from '../invocation.ts';
import { writeWhole } from '../write-file.ts';
import type { Desk } from './run.ts';

/** Writes receipt, attestation and contribution, and says where. */
export async function writeResult(
  desk: Pick<Desk, 'shell' | 'line' | 'options'>,
  accepted: Accepted,
  computed: Computed,
  { position, test, kernel }: { position?: number | undefined; test: boolean; kernel?: string | undefined },
): Promise<void> {
  const { shell, line, options } = desk;
  const { receipt, content } = accepted;
  const { baseHash, stateHash, body } = computed;
  const result = kzgResult(accepted, computed, { position, test, time: new Date() });
  const { hash } = result;
  const own = `brebaje-${hash.slice(0, 8)}`;
  const taken = options.output !== undefined && (await holdsAnother(options.output, receipt.receipt));
  const folder = taken ? join(options.output!, own) : (options.output ?? own);
  await mkdir(folder, { recursive: true });
  // As verify counts: the first contribution is number 1.
  const number = position === undefined ? undefined : position + 1;
  await writeWhole(join(folder, 'receipt.json'), result.receipt);
  await writeWhole(join(folder, 'attestation.md'), result.attestation);
  await writeWhole(join(folder, 'contribution.json'), body);
  line.line(`Contributor               ${content.identity}`);
  line.line(`Hash of the contribution  ${hash}`);
  line.line(`State after               ${fingerprint(stateHash)}`);
  if (taken) line.line(`${options.output} holds another receipt, which stays as it is`);
  line.line(`Receipt, attestation and contribution are in ${folder}`);
  const command = invocation(process.argv[1], process.cwd());
  line.line(
    `Later, check that it is in the result: ${command} verify ${receipt.server} --receipt ${join(folder, 'receipt.json')}`,
  );
  if (options.json) {
    const { identity } = content;
    const words = fingerprint(stateHash);
    shell.out(
      JSON.stringify({
        ok: true,
        identity,
        position: number,
        hash,
        baseHash,
        stateHash,
        fingerprint: words,
        folder,
        kernel,
      }),
    );
  }
}

/** Whether a folder has the receipt of another contribution: one that cannot be had again. */
async function holdsAnother(folder: string, receipt: string): Promise<boolean> {
  try {
    return JSON.parse(await readFile(join(folder, 'receipt.json'), 'utf8')).receipt !== receipt;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
