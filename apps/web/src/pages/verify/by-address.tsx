import { ClientError } from '@brebaje/client/client-error';
import { sequencerUrl } from '@brebaje/client/sequencer-url';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { SERVER } from '../../server/place.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ask } from '../../verifying/verifier.ts';
import { Attestations } from './attestations.tsx';
import { Checks } from './checks.tsx';
import { Command } from './command.tsx';
import type { GivenState } from './use-given.ts';

type Place = { server: string; slug: string };

/** A ceremony by the address of its page, of this server or of another. */
export function ByAddress({ onAddress }: { onAddress(place: Place): void }) {
  const { t } = useTexts();
  const id = useId();
  const [text, setText] = useState('');
  const [bad, setBad] = useState(false);
  return (
    <form
      className="flex flex-col items-start gap-2 print:hidden"
      onSubmit={(event) => {
        event.preventDefault();
        const place = placeOf(text);
        setBad(!place);
        if (place) onAddress(place);
      }}
    >
      <label className="flex w-full flex-col gap-1">
        <span>{t('verify.address')}</span>
        <input
          type="text"
          inputMode="url"
          value={text}
          aria-describedby={id}
          aria-invalid={bad}
          autoComplete="off"
          spellCheck={false}
          placeholder={`${SERVER}/c/…`}
          onChange={(event) => setText(event.target.value)}
          className="min-h-11 w-full rounded-md border border-line bg-card px-3"
        />
      </label>
      <p id={id} className={`text-sm ${bad ? 'text-bad' : 'text-soft'}`} role={bad ? 'alert' : undefined}>
        {t(bad ? 'verify.addressBad' : 'verify.addressHint')}
      </p>
      <Button type="submit" look="quiet" disabled={text.trim() === ''}>
        {t('verify.addressGo')}
      </Button>
    </form>
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
  const { sorted, identities } = given;
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
          <a href={`${server}/c/${encodeURIComponent(slug)}/verify`} rel="noopener nofollow">
            {t('verify.whichOpen', { host })}
          </a>
        </p>
        <div className="mt-2">
          <Command text={`brebaje verify ${server}/c/${slug}`} />
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
      <Attestations where={where} attestations={sorted.attestations} onGiven={given.give} />
      <Checks
        where={place}
        described={described}
        what={described.title}
        receipts={sorted.receipts}
        identities={identities}
        made={sorted.made}
      />
    </div>
  );
}
