import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useTexts } from '../../texts/use-texts.tsx';

/** What may be done with tab and machine meanwhile, and what may not. */
export function Steadiness({ ceremony }: { ceremony: CeremonyBody }) {
  const { t, formats } = useTexts();
  const { discipline, checkIn } = ceremony.policy;
  const lobby = discipline === 'LOBBY';
  return (
    <details className="rounded-xl border border-line">
      <summary className="min-h-11 px-4 py-2.5 font-semibold text-accent">
        {t('contribute.meanwhile')}
      </summary>
      <ul className="flex max-w-prose list-disc flex-col gap-2 border-t border-line py-4 ps-9 pe-4">
        <li>{t('contribute.maySwitch')}</li>
        <li>{t('contribute.mayReload')}</li>
        <li>
          {lobby
            ? t('contribute.sleepLobby', { span: formats.span(checkIn.interval + checkIn.tolerance) })
            : t('contribute.sleepQueue')}
        </li>
        <li>{t('contribute.oneTab')}</li>
        <li>{t('contribute.oneMachine')}</li>
      </ul>
    </details>
  );
}
