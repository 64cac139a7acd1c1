import type { ReactNode } from 'react';
import type { TextKey } from '../texts/catalogue.ts';
import { useTexts } from '../texts/use-texts.tsx';
import { Notice } from '../ui/notice.tsx';
import type { WalletFault, WalletFaultKind } from './wallet-fault.ts';

/** What happened, whatever the wallet was asked for; what to do about it depends on that. */
const TITLES: Record<WalletFaultKind, TextKey> = {
  rejected: 'session.rejected',
  locked: 'session.locked',
  pending: 'session.pending',
  unsupported: 'session.unsupported',
  disconnected: 'session.disconnected',
  contract: 'session.contract',
  'one-account': 'session.oneAccount',
  'other-account': 'signature.otherAccount',
  'other-network': 'signature.otherNetwork',
  'not-theirs': 'signature.notTheirs',
  failed: 'session.walletFailed',
};

/** Why a wallet gave nothing. `account`: as people read it, where one is meant; `children`: what to do next. */
export function WalletFaultNotice({
  fault,
  tone,
  account = '',
  children,
}: {
  fault: WalletFault;
  tone: 'warn' | 'bad';
  account?: string;
  children: ReactNode;
}) {
  const { t } = useTexts();
  return (
    <Notice tone={tone} live="assertive" title={t(TITLES[fault.kind], { account })}>
      <p>{children}</p>
      {fault.kind === 'failed' && <p className="mt-1 text-sm break-words text-soft">{fault.message}</p>}
    </Notice>
  );
}
