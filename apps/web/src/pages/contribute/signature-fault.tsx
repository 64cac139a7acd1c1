import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SignatureFault, type SignatureFaultKind } from './sign-early.ts';

const WORDS: Record<SignatureFaultKind, readonly [title: TextKey, next: TextKey]> = {
  rejected: ['session.rejected', 'signature.rejectedNext'],
  locked: ['session.locked', 'signature.lockedNext'],
  pending: ['session.pending', 'signature.pendingNext'],
  unsupported: ['signature.unsupported', 'signature.unsupportedNext'],
  disconnected: ['session.disconnected', 'signature.otherNetworkNext'],
  contract: ['session.contract', 'signature.contractNext'],
  'one-account': ['signature.otherAccount', 'signature.otherAccountNext'],
  'other-account': ['signature.otherAccount', 'signature.otherAccountNext'],
  'other-network': ['signature.otherNetwork', 'signature.otherNetworkNext'],
  'not-theirs': ['signature.notTheirs', 'signature.notTheirsNext'],
  failed: ['session.walletFailed', 'signature.failedNext'],
};

/** Why there is no signature, and that nothing is lost by it. `account`: as people read it. */
export function SignatureFaultNotice({ error, account }: { error: unknown; account: string }) {
  const { t } = useTexts();
  const kind = error instanceof SignatureFault ? error.kind : 'failed';
  const [title, next] = WORDS[kind];
  return (
    <Notice tone="warn" live="assertive" title={t(title, { account })}>
      <p>
        {t(next, { account })} {t('signature.orWithout')}
      </p>
      {kind === 'failed' && error instanceof Error && (
        <p className="mt-1 text-sm break-words text-soft">{error.message}</p>
      )}
    </Notice>
  );
}
