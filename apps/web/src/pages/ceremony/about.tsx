/** What somebody should know who thinks of joining, and what the coordinators wrote. */
import { useNow } from '../../live/use-now.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Card } from '../../ui/card.tsx';
import { Concept } from '../../ui/concept.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Moment } from '../../ui/moment.tsx';
import { eligibilitySentence } from '../../words/eligibility-sentence.ts';
import { useWatched } from './ceremony-context.ts';
import { linkOf } from './link-of.ts';
import { mayJoin, milestonesOf } from './state.ts';

export function Asked() {
  const texts = useTexts();
  const { t, formats } = texts;
  const { ceremony, phase } = useWatched();
  const { eligibility, expected, about, policy, receiptAddress, manifestHash, circuits, scheme } = ceremony;
  const ahead = mayJoin(phase);
  const long = ({ seconds, basis, words }: typeof expected.turn) =>
    seconds === undefined
      ? words
      : seconds < 1
        ? t('ceremony.noWait')
        : t(basis === 'LIMIT' ? 'ceremony.atMost' : 'ceremony.about', { span: formats.span(seconds) });
  const sizes = circuits.flatMap(({ sizes = [] }) => sizes.map(({ g1 }) => formats.number(g1)));
  return (
    <Card title={t('ceremony.asked')}>
      <Facts
        items={[
          [t('ceremony.who'), eligibilitySentence(texts, eligibility)],
          ahead && [t('ceremony.turnTakes'), long(expected.turn)],
          ahead && phase !== 'scheduled' && [t('ceremony.waitTakes'), long(expected.wait)],
          ahead &&
            expected.download > 0 && [
              t('ceremony.bytes'),
              t('ceremony.bytesBoth', {
                download: formats.size(expected.download),
                upload: formats.size(expected.upload),
              }),
            ],
          about.capability !== undefined && [t('ceremony.need'), <Text key="need" text={about.capability} />],
          about.support !== undefined && [t('ceremony.help'), <Support key="help" text={about.support} />],
          [
            t('ceremony.order'),
            <Concept key="order" of={policy.discipline === 'LOBBY' ? 'lobby' : 'queue'}>
              {t(policy.discipline === 'LOBBY' ? 'ceremony.orderLobby' : 'ceremony.orderQueue')}
            </Concept>,
          ],
          sizes.length > 0 &&
            scheme === 'KZG' && [
              <Concept key="sizes" of="powersOfTau">
                {t('ceremony.sizes')}
              </Concept>,
              formats.list(sizes),
            ],
          [
            <Concept key="signer" of="receipt">
              {t('ceremony.signer')}
            </Concept>,
            <CopyText key="signer" text={receiptAddress} label={t('ceremony.signer')} short />,
          ],
          manifestHash !== undefined && [
            <Concept key="manifest" of="manifest">
              {t('ceremony.manifestHash')}
            </Concept>,
            <CopyText key="manifest" text={manifestHash} label={t('ceremony.manifestHash')} short />,
          ],
        ]}
      />
    </Card>
  );
}

const Text = ({ text }: { text: string }) => (
  <span dir="auto" className="whitespace-pre-line">
    {text}
  </span>
);

/** Where help is: a link where it plainly is one. */
function Support({ text }: { text: string }) {
  const href = linkOf(text);
  return href === undefined ? (
    <Text text={text} />
  ) : (
    <a href={href} rel="noopener nofollow noreferrer">
      <bdi>{text}</bdi>
    </a>
  );
}

/** The way of the ceremony, with where it is now. */
export function Timeline() {
  const { t, formats } = useTexts();
  const { ceremony, live } = useWatched();
  const now = useNow(live.serverNow, 30_000);
  const milestones = milestonesOf(ceremony);
  const next = milestones.findIndex(({ done }) => !done);
  return (
    <Card title={t('ceremony.timeline')}>
      <ol>
        {milestones.map(({ name, at, done }, index) => (
          <li
            key={name}
            className="relative flex gap-4 pb-5 last:pb-0"
            aria-current={index === next ? 'step' : undefined}
          >
            {index < milestones.length - 1 && (
              <span
                aria-hidden="true"
                className={`absolute start-[0.5625rem] top-6 -bottom-1 w-0.5 ${done && milestones[index + 1]!.done ? 'bg-accent' : 'bg-line'}`}
              />
            )}
            <span
              aria-hidden="true"
              className={`mt-1 size-5 shrink-0 rounded-full border-2 ${
                done
                  ? 'border-accent bg-accent'
                  : index === next
                    ? 'border-accent bg-card'
                    : 'border-line bg-card'
              }`}
            />
            <span className="min-w-0">
              <span className={`block ${done || index === next ? 'font-semibold' : 'text-soft'}`}>
                {name === 'beacon' ? (
                  <Concept of="beacon">{t('ceremony.milestone_beacon')}</Concept>
                ) : (
                  t(
                    done && (name === 'opens' || name === 'closes')
                      ? `ceremony.milestone_${name}Done`
                      : `ceremony.milestone_${name}`,
                  )
                )}
              </span>
              <span className="block text-sm text-soft">
                {at === undefined ? (
                  t('ceremony.noDate')
                ) : (
                  <>
                    <Moment at={at} />
                    {!done && ` · ${formats.relative(at, now)}`}
                  </>
                )}
                {name === 'beacon' && <span className="block">{ceremony.beacon!.words}</span>}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** Instructions and timeline, as the coordinators wrote them. */
export function AboutTexts() {
  const { t } = useTexts();
  const { about } = useWatched().ceremony;
  return (
    <>
      {about.instructions !== undefined && (
        <Card title={t('ceremony.instructions')}>
          <Text text={about.instructions} />
        </Card>
      )}
      {about.timeline !== undefined && (
        <Card title={t('ceremony.timelineText')}>
          <Text text={about.timeline} />
        </Card>
      )}
    </>
  );
}

/** The terms in full: nobody should have to begin in order to read them. */
export function Terms() {
  const { t } = useTexts();
  const { terms } = useWatched().ceremony.about;
  return (
    <Card title={t('ceremony.terms')}>
      <details>
        <summary className="min-h-11 py-2 text-accent">
          {t('ceremony.termsShow', { version: terms.version })}
        </summary>
        <p dir="auto" className="mt-2 max-w-3xl whitespace-pre-line">
          {terms.text}
        </p>
      </details>
    </Card>
  );
}
