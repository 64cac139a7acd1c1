import { join } from 'node:path';
import type { Traffic } from '@brebaje/client/groth16/events';
import type { AcceptedCircuit } from '@brebaje/client/groth16/outcome';
import { hashLines } from '@brebaje/groth16/chain/record-hash';
import { invocation } from '../../invocation.ts';
import { megabytes } from '../../progress-line.ts';
import { document } from '../../rest/tell.ts';
import type { Seat } from './run.ts';

/** Says what came of it: hashes, folders, and what was moved beside what whole files would have been. */
export function tellResult(
  { line, shell, options }: Seat['desk'],
  { pinned, enrolled, page }: Pick<Seat, 'pinned' | 'enrolled' | 'page'>,
  done: { accepted: AcceptedCircuit[]; traffic: Traffic; folders: string[]; kernel: string | undefined },
): void {
  const { accepted, traffic, folders, kernel } = done;
  for (const [index, { content }] of accepted.entries()) {
    line.line(`${content.circuit}, contribution ${content.position}. Contribution hash:`);
    for (const words of hashLines(Buffer.from(content.contributionHash, 'hex'))) line.line(`  ${words}`);
    line.line(`Receipt and attestation are in ${folders[index]}`);
  }
  line.line(movedInWords(traffic));
  const command = invocation(process.argv[1], process.cwd());
  line.line('Keep the receipt, and publish the attestation where people know you.');
  line.line(
    `Later, check that it is in the result: ${command} verify ${page} --receipt ${join(folders[0] ?? '', 'receipt.json')}`,
  );
  if (!options.json) return;
  document(shell, {
    ceremony: pinned.slug,
    manifest: pinned.manifest,
    participant: enrolled.participantId,
    publicName: enrolled.publicName,
    contributions: accepted.map(({ content, work }, index) => ({
      circuit: content.circuit,
      position: content.position,
      contributionHash: content.contributionHash,
      previousState: content.previousState,
      state: content.state,
      fileSha256: work.file.sha256,
      folder: folders[index],
    })),
    moved: traffic,
    kernel,
  });
}

function movedInWords({ received, sent, genesis, whole }: Traffic): string {
  const moved = received + sent;
  const share =
    whole > 0 ? ` (whole files: ${megabytes(whole)}, ${Math.round((100 * moved) / whole)} %)` : '';
  const once = genesis > 0 ? `, and ${megabytes(genesis)} once to check against` : '';
  return `Moved ${megabytes(moved)} for the contributions${share}${once}`;
}
