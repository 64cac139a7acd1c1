import { expectationOf } from '@brebaje/client/verify/expectation';
import { useTexts } from '../../texts/use-texts.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { Described } from '../../verifying/messages.ts';
import type { ExpectedState } from './use-expected.ts';

/** What the server calls the ceremony, beside what somebody expects: another one is said before anything is checked. */
export function Comparison({
  described,
  expected: { all },
}: {
  /** Undefined of a transcript alone. */
  described: Described | undefined;
  expected: ExpectedState;
}) {
  const { t, rich } = useTexts();
  const code = (inner: string) => <code className="font-mono text-sm break-all">{inner}</code>;
  if (all.length === 0) return null;
  if (!described)
    return (
      <Notice tone="warn" live="polite" title={t('verify.expectNothing')}>
        <p>{t('verify.expectNothingNext')}</p>
      </Notice>
    );
  const { manifest } = described;
  const hashes = expectationOf(all.map(({ one }) => one)).expected;
  const other = hashes.find((hash) => hash !== manifest);
  if (other === undefined) return hashes.length > 0 ? <Notice>{t('verify.expectSaid')}</Notice> : null;
  return (
    <div data-expectation="other">
      <Notice tone="bad" live="assertive" title={t('verify.expectOther')}>
        <p>{rich('verify.expectOtherYours', { code }, { hash: other })}</p>
        <p>
          {manifest === undefined
            ? t('verify.expectOtherNone')
            : rich('verify.expectOtherTheirs', { code }, { hash: manifest })}
        </p>
        <p>{t('verify.expectOtherNext')}</p>
      </Notice>
    </div>
  );
}
