/** The ways to take part: by the page, by the command, by hand. */
import { Link } from '@tanstack/react-router';
import { PAGES_BASE, SERVER } from '../../server/place.ts';
import { toldAddress } from '../../server/told-address.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { useBundleHash } from './bundle.ts';
import { useWatched } from './ceremony-context.ts';
import { CodeBlock } from './code-block.tsx';
import { contributeLine, downloadLines } from './commands.ts';
import { Folded } from './folded.tsx';

export function TakePart() {
  const { t, rich } = useTexts();
  const { ceremony } = useWatched();
  const { slug, scheme, links } = ceremony;
  const page = `${SERVER}/c/${encodeURIComponent(slug)}`;
  const sequencer = toldAddress(links.sequencer ?? '/').replace(/\/$/, '');
  return (
    <Card title={t('ceremony.howTo')}>
      <section className="mb-3 flex flex-wrap items-center justify-between gap-x-8 gap-y-3">
        <div className="min-w-0">
          <h3 className="font-semibold">{t('ceremony.byPage')}</h3>
          <p>{t('ceremony.byPageText')}</p>
        </div>
        <Link to="/c/$slug/contribute" params={{ slug }} className={buttonClass()}>
          {t('ceremony.takePart')}
        </Link>
      </section>
      <Folded title={t('ceremony.byCommand')}>
        <Command page={page} />
      </Folded>
      <Folded title={t('ceremony.byHand')}>
        {scheme === 'KZG' ? (
          <>
            <p>{t('ceremony.byHandKzg')}</p>
            <CopyText text={sequencer} label={t('ceremony.sequencer')} />
          </>
        ) : (
          <p>
            {rich('ceremony.byHandGroth16', {
              docs: (text) => <a href={`${PAGES_BASE}/docs`}>{text}</a>,
              code: (text) => <code className="font-mono text-sm">{text}</code>,
            })}
          </p>
        )}
      </Folded>
    </Card>
  );
}

function Command({ page }: { page: string }) {
  const { t } = useTexts();
  const hash = useBundleHash();
  if (hash === undefined) return null;
  return (
    <>
      <p>{t(hash === null ? 'ceremony.byCommandSource' : 'ceremony.byCommandText')}</p>
      <CodeBlock
        label={t('ceremony.commandsContribute')}
        lines={
          hash === null
            ? [`npm run brebaje -- contribute ${page}`]
            : [...downloadLines(SERVER, hash), contributeLine(page)]
        }
      />
    </>
  );
}
