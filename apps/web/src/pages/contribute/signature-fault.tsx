import { type WalletFaultKind, walletFault } from '../../session/wallet-fault.ts';
import { WalletFaultNotice } from '../../session/wallet-fault-notice.tsx';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';

const NEXT: Partial<Record<WalletFaultKind, TextKey>> = {
  rejected: 'signature.rejectedNext',
  locked: 'signature.lockedNext',
  pending: 'signature.pendingNext',
  unsupported: 'signature.unsupportedNext',
  disconnected: 'signature.otherNetworkNext',
  contract: 'signature.contractNext',
  'other-account': 'signature.otherAccountNext',
  'other-network': 'signature.otherNetworkNext',
  'not-theirs': 'signature.notTheirsNext',
};

/** Why there is no signature, and that nothing is lost by it. `account`: as people read it. */
export function SignatureFaultNotice({ error, account }: { error: unknown; account: string }) {
  const { t } = useTexts();
  const fault = walletFault(error);
  return (
    <WalletFaultNotice fault={fault} tone="warn" account={account}>
      {t(NEXT[fault.kind] ?? 'signature.failedNext', { account })} {t('signature.orWithout')}
    </WalletFaultNotice>
  );
}
