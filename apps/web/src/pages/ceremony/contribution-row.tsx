import { memo, useState } from 'react';
import { useTexts } from '../../texts/use-texts.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Bead } from './chain/bead-shape.tsx';
import type { Link } from './chain/chain-store.ts';
import { seedOf } from './chain/seed.ts';
import { ContributionDetails } from './contribution-details.tsx';

/** A contribution in a list; it opens in its place. Rows out of sight are not laid out. */
export const ContributionRow = memo(function ContributionRow({
  contribution,
  circuit,
}: {
  contribution: Link;
  circuit: string | undefined;
}) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const { position, publicName, acceptedAt, contributionHash, checks, attestation } = contribution;
  const refused = checks && Object.values(checks).some((check) => check?.verdict === 'failed');
  return (
    <li className="[contain-intrinsic-size:auto_3.75rem] [content-visibility:auto]">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="grid min-h-14 grid-cols-[auto_minmax(1.5rem,auto)_minmax(0,1fr)] items-center gap-x-3 py-2 sm:grid-cols-[auto_3.5rem_minmax(0,1.4fr)_minmax(0,1fr)_auto]">
          <Bead seed={seedOf(contribution)} size={32} />
          <span className="text-end text-soft tabular-nums">{t('ceremony.number', { position })}</span>
          <span className="min-w-0">
            <span className="block truncate font-semibold">
              <bdi>{publicName}</bdi>
            </span>
            <span className="flex flex-wrap gap-x-2 text-sm text-soft">
              {circuit && <span>{circuit}</span>}
              {attestation && <span>{t('ceremony.hasAttestation')}</span>}
              {refused && <strong className="text-bad">{t('ceremony.verdict_failed')}</strong>}
            </span>
          </span>
          <code className="hidden truncate font-mono text-sm text-soft sm:block">
            {contributionHash?.slice(0, 16)}
          </code>
          <span className="col-start-3 text-sm text-soft sm:col-start-auto sm:text-end">
            <Moment at={acceptedAt} />
          </span>
        </summary>
        {open && (
          <div className="pt-1 pb-5 sm:ps-[5.75rem]">
            <ContributionDetails contribution={contribution} />
          </div>
        )}
      </details>
    </li>
  );
});
