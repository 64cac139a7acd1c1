import { expectedIn, expectedOf, expectedText } from '@brebaje/client/verify/expectation';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Disclosure } from './disclosure.tsx';
import { TypedForm } from './typed-form.tsx';
import type { ExpectedState, HeldExpected } from './use-expected.ts';

/** Which ceremony is meant, by a hash from elsewhere: without one everything rests on what the server calls it. */
export function ExpectationCard({ expected }: { expected: ExpectedState }) {
  const { t } = useTexts();
  const { all, unreadable, add, remove } = expected;
  return (
    <Card title={t('verify.expectTitle')}>
      <div className="flex flex-col gap-3">
        <p className="text-soft">{t('verify.expectLead')}</p>
        {unreadable.length > 0 && (
          <Notice tone="bad" live="assertive" title={t('verify.expectBadLink')}>
            <p className="break-all">
              <code className="font-mono text-sm">{unreadable.map(shortened).join(', ')}</code>
            </p>
            <p>{t('verify.expectBadLinkNext')}</p>
          </Notice>
        )}
        {all.length > 0 && (
          <ul className="flex flex-col gap-2">
            {all.map((one) => (
              <Row key={expectedText(one.one)} held={one} onRemove={() => remove(one)} />
            ))}
          </ul>
        )}
        <div className="print:hidden">
          {all.length > 0 ? (
            <Disclosure summary={t('verify.expectMore')}>
              <Field onExpected={add} />
            </Disclosure>
          ) : (
            <Field onExpected={add} />
          )}
        </div>
      </div>
    </Card>
  );
}

const shortened = (text: string) => (text === '' ? '–' : text.slice(0, 100));

function Row({ held: { one, byLink }, onRemove }: { held: HeldExpected; onRemove(): void }) {
  const { t, formats } = useTexts();
  const event = 'seq' in one;
  return (
    <li
      data-expected={expectedText(one)}
      className="flex flex-wrap items-center justify-between gap-2 rounded-lg bg-sunken p-3"
    >
      <span className="min-w-0 flex-1 basis-60">
        <span className="font-semibold">
          {event ? t('verify.expectEvent', { number: formats.number(one.seq) }) : t('verify.expectManifest')}
        </span>{' '}
        <span className="text-sm text-soft">{t(byLink ? 'verify.expectByLink' : 'verify.expectGiven')}</span>
        <code className="block font-mono text-sm break-all">{event ? one.hash : one.manifest}</code>
      </span>
      <span className="print:hidden">
        <Button look="quiet" onClick={onRemove}>
          {t('verify.remove')}
        </Button>
      </span>
    </li>
  );
}

function Field({ onExpected }: { onExpected: ExpectedState['add'] }) {
  const { t } = useTexts();
  return (
    <TypedForm
      label={t('verify.expectLabel')}
      hint={t('verify.expectHint')}
      unreadable={t('verify.expectBad')}
      submit={t('verify.expectGo')}
      onTyped={(text) => {
        const read = readTyped(text);
        if (read.length > 0) onExpected(...read);
        return read.length > 0;
      }}
      input={{ autoCapitalize: 'off', className: 'font-mono text-sm' }}
    />
  );
}

/** A hash, an event, or a whole link that has them. */
function readTyped(text: string): ReturnType<typeof expectedIn>['all'] {
  const one = expectedOf(text);
  if (one) return [one];
  const { all, unreadable } = expectedIn(text.slice(text.indexOf('#') + 1));
  return unreadable.length > 0 ? [] : all;
}
