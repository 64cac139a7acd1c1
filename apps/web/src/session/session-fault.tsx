import { isPartMissing } from '../shell/part-missing.ts';
import type { TextKey } from '../texts/catalogue.ts';
import { useTexts } from '../texts/use-texts.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { Notice } from '../ui/notice.tsx';
import { PartMissingNotice } from '../ui/part-missing.tsx';
import { WalletFault, type WalletFaultKind, walletFault } from './wallet-fault.ts';

const WORDS: Record<WalletFaultKind, readonly [title: TextKey, next: TextKey]> = {
  rejected: ['session.rejected', 'session.rejectedNext'],
  locked: ['session.locked', 'session.lockedNext'],
  pending: ['session.pending', 'session.pendingNext'],
  unsupported: ['session.unsupported', 'session.unsupportedNext'],
  disconnected: ['session.disconnected', 'session.disconnectedNext'],
  contract: ['session.contract', 'session.contractNext'],
  'one-account': ['session.oneAccount', 'session.oneAccountNext'],
  failed: ['session.walletFailed', 'session.walletFailedNext'],
};

/** What went wrong on the way in: by the wallet, or by the server. */
export function SessionFault({ error }: { error: unknown }) {
  const { t } = useTexts();
  const ours = error instanceof Error && error.name !== 'WalletFault' && 'serverCode' in error;
  // Under way to the signature something of ours was to be loaded.
  const missing = isPartMissing(error) || (error instanceof Error && isPartMissing(error.cause));
  if (missing) return <PartMissingNotice />;
  if (ours) return <ErrorNotice error={error} />;
  const { kind, message } = error instanceof WalletFault ? error : walletFault(error);
  const [title, next] = WORDS[kind];
  return (
    <Notice tone={kind === 'rejected' ? 'warn' : 'bad'} live="assertive" title={t(title)}>
      <p>{t(next)}</p>
      {kind === 'failed' && <p className="mt-1 text-sm text-soft">{message}</p>}
    </Notice>
  );
}
