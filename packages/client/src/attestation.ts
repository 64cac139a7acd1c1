import { fingerprint, hashOf } from './fingerprint.ts';
import { hex0x, type KeptReceipt } from './receipt-check.ts';

/** What an attestation tells. */
export interface AttestationFacts {
  receipt: KeptReceipt;
  identity: string;
  /** Contributions in the state that was handed out. */
  position: number | undefined;
  /** What is undefined is not told. */
  baseHash: string | undefined;
  stateHash: string | undefined;
  /** One entry per sub-ceremony. */
  subs: { numG1Powers: number | undefined; numG2Powers: number | undefined; potPubkey: Uint8Array }[];
  /** `brebaje <version>` and the engine. */
  software: string;
  time: Date | undefined;
  /** The ceremony is a test. */
  test: boolean;
}

/** The hash by which a contribution is known: SHA-256 of its receipt's text, lower-case hex. */
export function contributionHash(receipt: string): string {
  return hashOf(new TextEncoder().encode(receipt));
}

/** A text in Markdown for the contributor to publish: everything others need to find and check the contribution. */
export function attestation(facts: AttestationFacts): string {
  const rows = [
    ['Ceremony', facts.receipt.server],
    ['Contributor', facts.identity],
    ...(facts.position === undefined ? [] : [['Contribution', `number ${facts.position + 1}`]]),
    ['Hash of the contribution', `\`${contributionHash(facts.receipt.receipt)}\``],
    ...stateRow('State before', facts.baseHash),
    ...stateRow('State after', facts.stateHash),
    ['Receipt signed by', `\`${facts.receipt.sequencerAddress}\``],
    ['Software', facts.software],
    ...(facts.time === undefined ? [] : [['Time', facts.time.toISOString()]]),
  ];
  const keys = facts.subs.map(({ numG1Powers, numG2Powers, potPubkey }) => {
    const sizes = numG1Powers === undefined ? '' : `${numG1Powers} powers in G1, ${numG2Powers} in G2: `;
    return `- ${sizes}\`${hex0x(potPubkey)}\``;
  });
  return `# Attestation${facts.test ? ' (TEST)' : ''}
${facts.test ? '\nThis ceremony is a test: its result must not be used.\n' : ''}
I contributed to a trusted setup. My secrets were made from fresh randomness on my machine, used once and wiped;
I kept no copy of them.

| | |
|---|---|
${rows.map(([name, value]) => `| ${name} | ${cell(value!)} |`).join('\n')}

The hash of the contribution is the SHA-256 of the receipt's text. A state's hash is the SHA-256 of its powers,
compressed, for each sub-ceremony those in G1 and then those in G2; the six words are the first 66 bits of it.

## Public keys

${keys.join('\n')}

## Receipt

\`\`\`json
${JSON.stringify({ receipt: facts.receipt.receipt, signature: facts.receipt.signature }, null, 2)}
\`\`\`
`;
}

function stateRow(name: string, hash: string | undefined): string[][] {
  return hash === undefined ? [] : [[name, `\`${hash}\` (${fingerprint(hash)})`]];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
