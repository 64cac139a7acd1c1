import { type Expectation, expectedText, expectFragment } from '@brebaje/client/verify/expectation';
import type { Grade } from '@brebaje/client/verify/grade-names';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { saveBlob } from '../../ui/save-blob.ts';
import type { Described } from '../../verifying/messages.ts';
import { asExpected, nextOf } from '../../verifying/next.ts';
import { type Results, reportOf, soughtIn, type Verdict, verdictOf } from '../../verifying/report.ts';
import { LookedAt, NextStep } from './looked-at.tsx';

/** What all checks say together, and how to keep it. */
export function Summary({
  described,
  what,
  results,
  shown,
  titles,
  expectation,
}: {
  described: Described | undefined;
  /** Title of the ceremony, or name of the file. */
  what: string;
  results: Results;
  /** The checks that there are of it. */
  shown: readonly Grade[];
  titles: (grade: Grade) => TextKey;
  expectation: Expectation;
}) {
  const { t, rich, formats } = useTexts();
  const code = (inner: string) => <code className="font-mono text-sm break-all">{inner}</code>;
  const verdict = verdictOf(results);
  if (verdict === undefined)
    return (
      <Card title={t('verify.verdictTitle')}>
        <p className="text-soft">{t('verify.verdictNothing')}</p>
      </Card>
    );
  const done = Object.values(results);
  const [{ finalized, manifest, log } = {} as (typeof done)[number]] = done;
  const { state } = results.chain ?? {};
  const words = t(keyOf(verdict, finalized, described?.scheme));
  const sought = soughtIn(results);
  // What is accepted by the record need not be in what came of it.
  const mine = results.included || results.chain ? 'verify.verdictMine' : 'verify.verdictMineRecord';
  const held = asExpected(results, expectation);
  const next = nextOf(results, shown, expectation);
  const bad = verdict === 'invalid' || sought === false || held === false;
  // The record alone says little.
  const tone = bad ? 'bad' : verdict === 'record' ? 'plain' : 'good';
  return (
    <Card title={t('verify.verdictTitle')}>
      <div className="flex flex-col gap-4" data-verdict={verdict}>
        <Notice tone={tone} title={words} live="polite">
          {held === false && <p>{t('verify.expectOther')}.</p>}
          {verdict === 'sound' && <p>{t('verify.verdictSoundNext')}</p>}
          {sought !== undefined && <p>{t(sought ? mine : 'verify.verdictMineFailed')}</p>}
        </Notice>
        {described?.test && <p className="text-warn">{t('verify.test')}</p>}
        <LookedAt results={results} shown={shown} titles={titles} held={held} />
        <NextStep next={next} shown={shown} titles={titles} />
        <Facts
          items={[
            manifest !== undefined && [
              t('verify.manifest'),
              <CopyText key="m" text={manifest} label={t('verify.manifest')} />,
            ],
            log !== undefined && [
              t('verify.log'),
              rich('verify.logWords', { code }, { count: log.events, head: log.head ?? '' }),
            ],
            state !== undefined && [
              t('verify.state'),
              <span key="s">
                <code className="font-mono text-sm break-all">{state.hash}</code>
                <br />
                {state.words}
              </span>,
            ],
          ]}
        />
        <div className="flex flex-wrap gap-2 print:hidden">
          <Button
            look="quiet"
            onClick={() => {
              const report = reportOf(described, what, results, expectedTexts(expectation), new Date());
              saveBlob(
                `${described?.slug ?? 'transcript'}-verification.json`,
                new Blob([report], { type: 'application/json' }),
              );
            }}
          >
            {t('verify.save')}
          </Button>
          <Button look="quiet" onClick={() => print()}>
            {t('verify.print')}
          </Button>
          <CopyButton
            text={t(manifest === undefined ? 'verify.wordsOfFile' : 'verify.wordsOf', {
              verdict: words,
              date: formats.date(Date.now() / 1000),
              title: described?.title ?? what,
              server: described?.server ?? '',
              manifest: manifest ?? '',
              events: log?.events ?? 0,
            })}
          >
            {t('verify.copyWords')}
          </CopyButton>
          {manifest !== undefined && described && !bad && (
            <CopyButton
              text={`${described.server}/c/${encodeURIComponent(described.slug)}/verify#${expectFragment({ manifest })}`}
            >
              {t('verify.copyLink')}
            </CopyButton>
          )}
        </div>
        <p className="text-sm text-soft print:hidden">{t('verify.noBadge')}</p>
      </div>
    </Card>
  );
}

const expectedTexts = ({ expected, known }: Expectation) => [...expected, ...known.map(expectedText)];

function keyOf(verdict: Verdict, finalized: boolean, scheme: 'KZG' | 'GROTH16' = 'KZG'): TextKey {
  if (verdict === 'invalid') return 'verify.verdictInvalid';
  if (verdict === 'record') return 'verify.verdictRecord';
  if (verdict === 'sound') return finalized ? 'verify.verdictSoundFinal' : 'verify.verdictSound';
  if (!finalized) return 'verify.verdictValid';
  return scheme === 'KZG' ? 'verify.verdictValidFinalPowers' : 'verify.verdictValidFinal';
}
