import type { VerifierReport } from '@brebaje/client/verify/check-key';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { SERVER } from '../../server/place.ts';
import { read } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ask } from '../../verifying/verifier.ts';
import { Command } from './command.tsx';

interface Listed {
  items: { slug: string; title: string; scheme: string; status: string }[];
}

const GOOD = new Set(['delta-differs', 'same-key']);

/** What came of it, of one file: another one that is given later may have the same name. */
interface Answered {
  file: File;
  report?: VerifierReport;
  error?: unknown;
}

/** A verification key or a contract: whether it is that of a ceremony, and none that lets everybody forge. */
export function VerifierCheck({ file }: { file: File }) {
  const { t } = useTexts();
  const [slug, setSlug] = useState('');
  const [running, setRunning] = useState(false);
  const [answered, setAnswered] = useState<Answered>();
  const { report, error }: Partial<Answered> = answered?.file === file ? answered : {};
  const { data } = useQuery({
    queryKey: ['verify-finished'],
    queryFn: ({ signal }) => read<Listed>('/ceremonies?scheme=GROTH16&status=FINALIZED&limit=100', signal),
  });
  const finished = data?.items ?? [];
  const check = () => {
    setRunning(true);
    setAnswered(undefined);
    const where = slug === '' ? undefined : ({ kind: 'server', server: SERVER, slug } as const);
    ask('verifier', { file, where })
      .then(
        (report) => setAnswered({ file, report }),
        (error) => setAnswered({ file, error }),
      )
      .finally(() => setRunning(false));
  };
  const against = slug === '' ? '' : ` --ceremony ${SERVER}/c/${slug}`;
  return (
    <Card title={t('verify.keyTitle', { name: file.name })}>
      <div className="flex flex-col items-start gap-3">
        <p>{t('verify.keyLead')}</p>
        <label className="flex flex-col gap-1">
          <span>{t('verify.keyAgainst')}</span>
          <select
            value={slug}
            onChange={(event) => setSlug(event.target.value)}
            className="min-h-11 max-w-full rounded-md border border-line bg-card px-2"
          >
            <option value="">{t('verify.keyNone')}</option>
            {finished.map((one) => (
              <option key={one.slug} value={one.slug}>
                {one.title}
              </option>
            ))}
          </select>
        </label>
        {data && finished.length === 0 && <p className="text-sm text-soft">{t('verify.keyNoCeremony')}</p>}
        <Button onClick={check} busy={running}>
          {t('verify.keyGo')}
        </Button>
        {error !== undefined && <ErrorNotice error={error} />}
        {report && <Report report={report} />}
        <div className="max-w-full print:hidden">
          <Command text={`brebaje check-verifier ${file.name}${against}`} />
        </div>
      </div>
    </Card>
  );
}

function Report({ report: { ok, findings, same } }: { report: VerifierReport }) {
  const { t } = useTexts();
  return (
    <Notice tone={ok ? 'good' : 'bad'} live="polite" title={t(ok ? 'verify.keyGood' : 'verify.keyBad')}>
      <ul className="mt-2 flex flex-col gap-1">
        {findings.map(({ code, text }) => (
          <li key={text} data-code={code} className={GOOD.has(code) ? 'text-good' : 'text-bad'}>
            {text}
          </li>
        ))}
      </ul>
      {ok && same === undefined && <p className="mt-2">{t('verify.keyOnly')}</p>}
    </Notice>
  );
}
