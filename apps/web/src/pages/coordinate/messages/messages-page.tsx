/** What everybody is told: announcements, and notes on what went wrong. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { type FormEvent, useId, useState } from 'react';
import { rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { INPUT, LABEL } from '../../../ui/input.ts';
import { CoordinatePage } from '../coordinate-page.tsx';
import { useCoordinated } from '../coordinated.ts';
import { askAgain, useCoordinatorQuery } from '../refresh.ts';

type Announcements = AnswerBody<'listAnnouncements'>;
const KINDS = ['ANNOUNCEMENT', 'INCIDENT'] as const;
const LONGEST = 2_000;

export function MessagesPage() {
  const { t } = useTexts();
  return (
    <CoordinatePage title={t('board.tabMessages')}>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Write />
        <Told />
      </div>
    </CoordinatePage>
  );
}

function Write() {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const id = useId();
  const [kind, setKind] = useState<(typeof KINDS)[number]>('ANNOUNCEMENT');
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState(false);
  const [error, setError] = useState<unknown>();
  async function tell(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (text.trim() === '' || busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const path = `/ceremonies/${ceremony.id}/announcements`;
      await rest.call({ method: 'POST', path, body: { kind, text: text.trim() } });
      setText('');
      setTold(true);
      await askAgain(ceremony.id, ceremony.slug);
    } catch (refusal) {
      setError(refusal);
    }
    setBusy(false);
  }
  return (
    <Card title={t('board.tellAll')}>
      <form className="flex flex-col gap-4" onSubmit={(event) => void tell(event)}>
        <fieldset className="flex flex-col gap-2">
          <legend className="sr-only">{t('board.tellKind')}</legend>
          {KINDS.map((one) => (
            <label
              key={one}
              className="flex items-start gap-3 rounded-lg border border-line p-3 has-checked:border-accent has-checked:bg-accent-soft"
            >
              <input
                type="radio"
                name="kind"
                className="mt-1 size-4 accent-accent"
                checked={kind === one}
                onChange={() => setKind(one)}
              />
              <span>
                <span className="block font-semibold">{t(`board.tell${one}`)}</span>
                <span className="text-sm text-soft">{t(`board.tell${one}Means`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div className="flex flex-col gap-1">
          <label className={LABEL} htmlFor={`${id}-text`}>
            {t('board.tellText')}
          </label>
          <textarea
            id={`${id}-text`}
            className={INPUT}
            rows={5}
            required
            maxLength={LONGEST}
            value={text}
            aria-describedby={`${id}-ever`}
            onChange={(event) => {
              setText(event.target.value);
              setTold(false);
            }}
          />
          <p id={`${id}-ever`} className="flex justify-between gap-4 text-sm text-soft">
            <span>{t('board.tellEver')}</span>
            <span className="shrink-0 tabular-nums">
              {t('board.tellLeft', { count: LONGEST - text.length })}
            </span>
          </p>
        </div>
        {error !== undefined && <ErrorNotice error={error} />}
        <div className="flex flex-wrap items-center justify-end gap-3">
          <span role="status" className="text-good">
            {told && t('board.told')}
          </span>
          <Button type="submit" busy={busy}>
            {t('board.tellDo')}
          </Button>
        </div>
      </form>
      <p className="mt-4 border-t border-line pt-3 text-sm text-soft">{t('board.tellOne')}</p>
    </Card>
  );
}

function Told() {
  const { t, formats } = useTexts();
  const { ceremony } = useCoordinated();
  const path = `/ceremonies/${ceremony.id}/announcements`;
  const { data, error, refetch } = useCoordinatorQuery<Announcements>(ceremony.id, 'announcements', path);
  return (
    <Card title={t('board.toldBefore')}>
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      {data?.items.length === 0 && <p className="text-soft">{t('board.toldNothing')}</p>}
      <ol className="flex flex-col divide-y divide-line">
        {data?.items.map(({ seq, at, kind, text }) => (
          <li key={seq} className="py-3">
            <p className="flex flex-wrap items-center gap-x-3 text-sm text-soft">
              <span className={kind === 'INCIDENT' ? 'font-semibold text-warn' : 'font-semibold'}>
                {t(`board.tell${kind}`)}
              </span>
              <span className="tabular-nums">{formats.moment(at)}</span>
            </p>
            <p className="whitespace-pre-line">
              <bdi>{text}</bdi>
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
