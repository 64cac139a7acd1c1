import { ClientError } from '@brebaje/client/client-error';
import { sequencerUrl } from '@brebaje/client/sequencer-url';
import { expectFragment } from '@brebaje/client/verify/expectation';
import { useQuery } from '@tanstack/react-query';
import { SERVER } from '../../server/place.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ask } from '../../verifying/verifier.ts';
import { Attestations } from './attestations.tsx';
import { Checks } from './checks.tsx';
import { Command } from './command.tsx';
import { expectWords } from './commands.ts';
import { Comparison } from './comparison.tsx';
import { TypedForm } from './typed-form.tsx';
import type { GivenState } from './use-given.ts';

type Place = { server: string; slug: string };

/** A ceremony by the address of its page, of this server or of another. */
export function ByAddress({ onAddress }: { onAddress(place: Place): void }) {
  const { t } = useTexts();
  return (
    <TypedForm
      label={t('verify.address')}
      hint={t('verify.addressHint')}
      unreadable={t('verify.addressBad')}
      submit={t('verify.addressGo')}
      keeps
      onTyped={(text) => {
        const place = placeOf(text);
        if (place) onAddress(place);
        return place !== undefined;
      }}
      input={{ type: 'text', inputMode: 'url', placeholder: `${SERVER}/c/…` }}
    />
  );
}

function placeOf(text: string): Place | undefined {
  try {
    const { server, slug } = sequencerUrl(text.trim());
    return slug === undefined ? undefined : { server, slug };
  } catch (error) {
    if (error instanceof ClientError) return undefined;
    throw error;
  }
}

/** The checks of a ceremony that was found or named. */
export function Chosen({ where, given }: { where: Place; given: GivenState }) {
  const { t } = useTexts();
  const { sorted, expected, identities } = given;
  const known = expected.all.map(({ one }) => one);
  const fragment = expectFragment(...known);
  const { server, slug } = where;
  const place = { kind: 'server', ...where } as const;
  const {
    data: described,
    error,
    refetch,
  } = useQuery({
    queryKey: ['verify-describe', server, slug],
    queryFn: ({ signal }) => ask('describe', { where: place }, { signal }),
  });
  const { host } = new URL(server);
  const foreign = new URL(server).origin !== new URL(SERVER).origin;
  if (error && foreign && error instanceof ClientError && error.code === 'UNREACHABLE')
    return (
      <Notice tone="warn" live="assertive" title={t('verify.foreign', { host })}>
        <p className="mt-2">
          <a
            href={`${server}/c/${encodeURIComponent(slug)}/verify${fragment && `#${fragment}`}`}
            rel="noopener nofollow"
          >
            {t('verify.whichOpen', { host })}
          </a>
        </p>
        <div className="mt-2">
          <Command text={`brebaje verify ${server}/c/${slug}${expectWords(known)}`} />
        </div>
      </Notice>
    );
  if (error) return <ErrorNotice error={error} again={() => void refetch()} />;
  if (!described) return <p role="status">{t('shell.loading')}</p>;
  return (
    <div className="flex flex-col gap-4">
      <Card title={described.title}>
        <p className="text-soft">{`${server}/c/${slug}`}</p>
        {described.test && <p className="text-warn">{t('verify.test')}</p>}
      </Card>
      <Comparison described={described} expected={expected} />
      <Attestations where={where} attestations={sorted.attestations} onGiven={given.give} />
      <Checks
        where={place}
        described={described}
        what={described.title}
        receipts={sorted.receipts}
        expected={expected}
        identities={identities}
        made={sorted.made}
      />
    </div>
  );
}
