import { fingerprint, hashOf } from './fingerprint.ts';
import { hex0x, type KeptReceipt } from './receipt-check.ts';

/** What an attestation tells. */
export interface AttestationFacts {
  receipt: KeptReceipt;
  identity: string;
  /** Contributions in the state that was handed out. */
  position: number | undefined;
  baseHash: string;
  stateHash: string;
  /** One entry per sub-ceremony. */
  subs: { numG1Powers: number; numG2Powers: number; potPubkey: Uint8Array }[];
  /** `brebaje <version>` and the engine. */
  software: string;
  time: Date;
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
    ['State before', `\`${facts.baseHash}\` (${fingerprint(facts.baseHash)})`],
    ['State after', `\`${facts.stateHash}\` (${fingerprint(facts.stateHash)})`],
    ['Receipt signed by', `\`${facts.receipt.sequencerAddress}\``],
    ['Software', facts.software],
    ['Time', facts.time.toISOString()],
  ];
  const keys = facts.subs.map(
    (sub) => `- ${sub.numG1Powers} powers in G1, ${sub.numG2Powers} in G2: \`${hex0x(sub.potPubkey)}\``,
  );
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

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
