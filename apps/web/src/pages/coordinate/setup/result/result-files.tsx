/** The files of a result, and the two commands that keep and check all of the ceremony. */
import type { AnswerBody, CeremonyBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../../../server/rest.ts';
import { toldAddress } from '../../../../server/told-address.ts';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { buttonClass } from '../../../../ui/button.tsx';
import { CopyText } from '../../../../ui/copy-text.tsx';
import { ErrorNotice } from '../../../../ui/error-notice.tsx';
import { archiveLine } from '../../../ceremony/commands.ts';

export function ResultFiles({ ceremony }: { ceremony: CeremonyBody }) {
  const { t, formats } = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['coordinate', ceremony.id, 'artifacts'],
    queryFn: ({ signal }) =>
      read<AnswerBody<'listArtifacts'>>(`/ceremonies/${ceremony.id}/artifacts`, signal),
  });
  const params = { slug: ceremony.slug };
  return (
    <>
      <div>
        <h3 className="font-semibold">{t('setup.files')}</h3>
        {error && <ErrorNotice error={error} again={() => void refetch()} />}
        <ul className="divide-y divide-line">
          {data?.items.map(({ name, size, sha256, url }) => (
            <li key={url} className="flex flex-wrap items-center gap-x-4 py-1">
              <a href={toldAddress(url)} download className="inline-flex min-h-11 items-center break-all">
                {name}
              </a>
              <span className="text-soft">{formats.size(size)}</span>
              <CopyText text={sha256} label={t('setup.fileHash', { name })} short />
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h3 className="font-semibold">{t('setup.keepAll')}</h3>
        <p className="mb-2 text-sm text-soft">{t('setup.keepAllSays')}</p>
        <CopyText
          text={archiveLine(toldAddress(ceremony.links.page), ceremony.slug)}
          label={t('setup.keepAllCommand')}
        />
      </div>
      <p className="flex flex-wrap gap-3">
        <Link to="/c/$slug/verify" params={params} className={buttonClass('quiet')}>
          {t('setup.verifyResult')}
        </Link>
        <Link to="/c/$slug/files" params={params} className={buttonClass('quiet')}>
          {t('setup.publicFiles')}
        </Link>
      </p>
    </>
  );
}
