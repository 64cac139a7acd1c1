/** Everything public about one contribution: what it is, how it was checked, what can be downloaded of it. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { Link as RouteLink } from '@tanstack/react-router';
import { read } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Concept } from '../../ui/concept.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Moment } from '../../ui/moment.tsx';
import { useWatched } from './ceremony-context.ts';
import type { Link } from './chain/chain-store.ts';
import { FileList } from './file-list.tsx';
import { linkOf } from './link-of.ts';
import { ScrollBox } from './scroll-box.tsx';
import { VerifyLink } from './verify-link.tsx';

export function ContributionDetails({ contribution }: { contribution: Link }) {
  const { t } = useTexts();
  const { ceremony } = useWatched();
  const { contributionHash, base, head, acceptedAt, handedOverBy, attestation, publicName, position } =
    contribution;
  const circuit = ceremony.circuits.find(({ id }) => id === contribution.circuitId);
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <Facts
        items={[
          [t('ceremony.by'), <bdi key="by">{publicName}</bdi>],
          [t('ceremony.place'), t('ceremony.number', { position })],
          ceremony.circuits.length > 1 && circuit !== undefined && [t('ceremony.circuit'), circuit.slug],
          [t('ceremony.acceptedAt'), <Moment key="at" at={acceptedAt} />],
          contributionHash !== undefined && [
            <Concept key="hash" of="contributionHash">
              {t('ceremony.contributionHash')}
            </Concept>,
            <CopyText key="hash" text={contributionHash} label={t('ceremony.contributionHash')} />,
          ],
          base !== undefined && [
            t('ceremony.base'),
            <CopyText key="base" text={base} label={t('ceremony.base')} short />,
          ],
          head !== undefined && [
            t('ceremony.after'),
            <CopyText key="head" text={head} label={t('ceremony.after')} short />,
          ],
          handedOverBy !== undefined && [
            t('ceremony.handedOver'),
            <CopyText key="key" text={handedOverBy} label={t('ceremony.handedOver')} />,
          ],
        ]}
      />
      <Checks checks={contribution.checks} />
      {attestation && <Attestation attestation={attestation} />}
      {ceremony.scheme === 'GROTH16' && handedOverBy === undefined && <Transcript id={contribution.id} />}
      <p className="flex flex-wrap gap-x-5">
        <RouteLink
          to="/c/$slug/people"
          params={{ slug: ceremony.slug }}
          search={{ contribution: contribution.id }}
          className="inline-flex min-h-11 items-center"
        >
          {t('ceremony.permalink')}
        </RouteLink>
        <VerifyLink look="text">{t('ceremony.verifyHere')}</VerifyLink>
      </p>
    </div>
  );
}

const LOOKS = { passed: 'text-good', failed: 'text-bad', skipped: 'text-soft' } as const;
const NAMES = ['format', 'mathematical', 'consistency', 'final'] as const;

function Checks({ checks }: Pick<Link, 'checks'>) {
  const { t, formats } = useTexts();
  if (!checks) return <p className="text-soft">{t('ceremony.checksElsewhere')}</p>;
  return (
    <section>
      <h3 className="mb-2 font-semibold">{t('ceremony.checks')}</h3>
      <ul className="grid grid-cols-1 gap-2 sm:grid-cols-2">
        {NAMES.map((name) => {
          const check = checks[name];
          if (!check) return null;
          return (
            <li key={name} className="rounded-lg border border-line p-3">
              <span className="flex justify-between gap-3">
                <span>{t(`ceremony.check_${name}`)}</span>
                <strong className={LOOKS[check.verdict]}>{t(`ceremony.verdict_${check.verdict}`)}</strong>
              </span>
              <span className="block text-sm text-soft">{check.message}</span>
              <span className="block text-sm text-soft">
                {t('ceremony.checkBy', {
                  seconds: formats.number(Math.round(check.seconds * 100) / 100),
                  software: check.software,
                })}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Attestation({ attestation: { url, note } }: { attestation: NonNullable<Link['attestation']> }) {
  const { t } = useTexts();
  const href = url === undefined ? undefined : linkOf(url);
  return (
    <section>
      <h3 className="font-semibold">
        <Concept of="attestation">{t('ceremony.attestation')}</Concept>
      </h3>
      <p className="text-sm text-soft">{t('ceremony.attestationWorth')}</p>
      {url !== undefined && (
        <p>
          {href?.startsWith('http') ? (
            <a href={href} rel="noopener nofollow noreferrer">
              {url}
            </a>
          ) : (
            url
          )}
        </p>
      )}
      {note !== undefined && (
        <p dir="auto" className="whitespace-pre-line">
          {note}
        </p>
      )}
    </section>
  );
}

/** Of a contribution to a circuit: the record and the files, the receipt as far as it names nobody. */
function Transcript({ id }: { id: number }) {
  const { t } = useTexts();
  const { data } = useQuery({
    queryKey: ['transcript', id],
    queryFn: ({ signal }) => read<AnswerBody<'readTranscript'>>(`/contributions/${id}/transcript`, signal),
  });
  if (!data) return null;
  const { contributionHashLines, slim, receipt, times } = data;
  return (
    <section className="flex flex-col gap-3">
      <h3 className="font-semibold">{t('ceremony.asSnarkjs')}</h3>
      <ScrollBox label={`${t('ceremony.asSnarkjs')} ${data.circuit} ${data.position}`} pre>
        {contributionHashLines.join('\n')}
      </ScrollBox>
      <Facts
        items={[
          [t('ceremony.openedAt'), <Moment key="opened" at={times.openedAt} />],
          times.startedAt !== undefined && [
            t('ceremony.startedAt'),
            <Moment key="started" at={times.startedAt} />,
          ],
          times.receivedAt !== undefined && [
            t('ceremony.receivedAt'),
            <Moment key="received" at={times.receivedAt} />,
          ],
          receipt !== undefined && [
            <Concept key="receipt" of="receipt">
              {t('ceremony.receiptHash')}
            </Concept>,
            <CopyText key="receipt" text={receipt.sha256} label={t('ceremony.receiptHash')} short />,
          ],
        ]}
      />
      <FileList
        files={[
          {
            name: `${data.circuit}_${String(data.position).padStart(5, '0')}.slim.zkey`,
            url: slim.url,
            size: slim.size,
            sha256: slim.sha256,
            blake2b: slim.blake2b,
            what: t('ceremony.slim'),
          },
        ]}
      />
    </section>
  );
}
