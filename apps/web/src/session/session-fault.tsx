import { isPartMissing } from '../shell/part-missing.ts';
import type { TextKey } from '../texts/catalogue.ts';
import { useTexts } from '../texts/use-texts.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { PartMissingNotice } from '../ui/part-missing.tsx';
import { type WalletFaultKind, walletFault } from './wallet-fault.ts';
import { WalletFaultNotice } from './wallet-fault-notice.tsx';

const NEXT: Partial<Record<WalletFaultKind, TextKey>> = {
  rejected: 'session.rejectedNext',
  locked: 'session.lockedNext',
  pending: 'session.pendingNext',
  unsupported: 'session.unsupportedNext',
  disconnected: 'session.disconnectedNext',
  contract: 'session.contractNext',
  'one-account': 'session.oneAccountNext',
};

/** What went wrong on the way in: by the wallet, or by the server. */
export function SessionFault({ error }: { error: unknown }) {
  const { t } = useTexts();
  const ours = error instanceof Error && error.name !== 'WalletFault' && 'serverCode' in error;
  // Under way to the signature something of ours was to be loaded.
  const missing = isPartMissing(error) || (error instanceof Error && isPartMissing(error.cause));
  if (missing) return <PartMissingNotice />;
  if (ours) return <ErrorNotice error={error} />;
  const fault = walletFault(error);
  return (
    <WalletFaultNotice fault={fault} tone={fault.kind === 'rejected' ? 'warn' : 'bad'}>
      {t(NEXT[fault.kind] ?? 'session.walletFailedNext')}
    </WalletFaultNotice>
  );
}
