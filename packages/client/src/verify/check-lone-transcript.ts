/** Verifies a transcript of powers by itself: sound from the generators on, and who is in it. */
import type { Engine } from '@brebaje/curves/engine';
import type { ColumnStore } from '@brebaje/kzg/column-store';
import type { Sought } from '../check-transcript.ts';
import { fingerprint } from '../fingerprint.ts';
import type { KeptFile } from '../kept-receipt.ts';
import { checkReceipt, readReceipt } from '../receipt-check.ts';
import type { DecidedOptions } from './check-decided.ts';
import { genuine } from './check-included.ts';
import { requireIncluded, requireTranscript } from './check-powers.ts';
import { type Finding, Findings } from './findings.ts';

export interface LoneOptions extends Pick<DecidedOptions, 'progress' | 'signal'> {
  engine: () => Promise<Engine>;
  columns: () => Promise<ColumnStore>;
  sought: readonly Sought[];
  /** Their signatures are held against the address that they name themselves: nothing else is there. */
  receipts: readonly KeptFile[];
  tell: (finding: Finding) => void;
}

/** What is known of it; `state`: of the final powers, and in six words. */
export interface LoneTranscript {
  grade: 'invalid' | 'valid';
  state: { hash: string; words: string } | undefined;
  findings: readonly Finding[];
}

export async function checkLoneTranscript(
  bytes: AsyncIterable<Uint8Array>,
  size: number,
  options: LoneOptions,
): Promise<LoneTranscript> {
  const findings = new Findings(options.tell);
  const sought = [...options.sought];
  for (const kept of options.receipts)
    await findings.of('receipt', undefined, async () => {
      const { sequencerAddress } = kept;
      const content = genuine(() =>
        sequencerAddress === undefined ? readReceipt(kept.receipt) : checkReceipt(kept, { sequencerAddress }),
      );
      sought.push({ receipt: content });
      const signer = `signed by ${sequencerAddress}, as it says itself`;
      return [
        sequencerAddress,
        `of ${content.identity}${sequencerAddress === undefined ? '' : `, ${signer}`}`,
      ];
    });
  const checked = await findings.of('transcript', undefined, async () => {
    const found = await requireTranscript(bytes, true, sought, options, size);
    return [found, `${found.participants} contributions, sizes ${found.sizes}`];
  });
  for (const found of checked?.found ?? []) await requireIncluded(findings, found);
  const { stateHash: hash } = checked ?? {};
  return {
    grade: findings.invalid ? 'invalid' : 'valid',
    state: hash === undefined ? undefined : { hash, words: fingerprint(hash) },
    findings: findings.list,
  };
}
