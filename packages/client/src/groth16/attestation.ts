import { hashLines } from '@brebaje/groth16/chain/record-hash';
import { fromHex } from '@brebaje/kzg/hex';
import { hashOf } from '../fingerprint.ts';
import { ATTESTATION_BLOCK } from './attestation-block.ts';
import type { PinnedCeremony } from './manifest.ts';
import type { AcceptedCircuit } from './outcome.ts';

/**
 * A text in Markdown for the contributor to publish: a sentence for people, and a block for programs. `server` is
 * where the ceremony's page is.
 */
export function circuitAttestation(
  {
    content,
    work,
    receipt,
  }: Pick<AcceptedCircuit, 'content' | 'receipt'> & { work: { name?: string | undefined } },
  ceremony: Pick<PinnedCeremony, 'manifest' | 'test' | 'title'>,
  { page, software }: { page: string; software: string },
): string {
  const { test, title } = ceremony;
  const hash = fromHex(content.contributionHash) ?? new Uint8Array(64);
  return `# Attestation${test ? ' (TEST)' : ''}
${test ? '\nThis ceremony is a test: its result must not be used.\n' : ''}
I made contribution ${content.position} to the circuit ${plain(content.circuit)} of “${plain(title)}” (${page})${
    work.name === undefined ? '' : ` under the name ${plain(work.name)}`
  }. My secret was made from fresh randomness on my machine, used once and overwritten; I kept no copy of it.

The contribution hash, as snarkjs prints it:

${hashLines(hash)
  .map((line) => `    ${line}`)
  .join('\n')}

\`\`\`${ATTESTATION_BLOCK}
ceremony: ${ceremony.manifest}
circuit: ${content.circuit}
number: ${content.position}
contribution: ${content.contributionHash}
receipt: ${hashOf(new TextEncoder().encode(receipt.receipt))}
state: ${content.state}
time: ${new Date(content.time).toISOString()}
software: ${plain(software)}
\`\`\`

\`ceremony\` is the SHA-256 of its manifest, \`receipt\` that of the text which the ceremony's key signed. It proves that
the contribution is included, not that whoever made it was honest.
`;
}

/** One line, without what Markdown would take for more. */
function plain(text: string): string {
  return text.replace(/[\p{C}`|<>[\]]+/gu, ' ').trim();
}
