import { SERVER } from '../server/place.ts';
import { useTexts } from '../texts/use-texts.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { snippets } from './snippets.ts';

/** What to paste so that another site shows this ceremony, and the badge as it looks. */
export function EmbedSnippet({ slug, title }: { slug: string; title: string }) {
  const { t } = useTexts();
  const path = `c/${encodeURIComponent(slug)}`;
  // Both are made by the server, wherever these pages lie.
  const { frame, badge } = snippets(`${SERVER}/${path}`, title);
  return (
    <div className="grid gap-4">
      <p>{t('brand.embedSays')}</p>
      <div className="grid gap-2">
        <img
          src={`${SERVER}/${path}/badge.svg`}
          alt={t('brand.badge', { title })}
          height={20}
          loading="lazy"
          className="h-5 w-auto max-w-full justify-self-start object-contain"
        />
        <Snippet text={badge} label={t('brand.copyBadge')} />
      </div>
      <div className="grid gap-2">
        <p>
          <a href={`${SERVER}/${path}/embed`}>{t('brand.embedLook')}</a>
        </p>
        <Snippet text={frame} label={t('brand.copyFrame')} />
      </div>
    </div>
  );
}

function Snippet({ text, label }: { text: string; label: string }) {
  return (
    <div className="grid gap-2">
      <code dir="ltr" className="rounded-md border border-line bg-sunken p-3 font-mono text-sm break-all">
        {text}
      </code>
      <p>
        <CopyButton text={text}>{label}</CopyButton>
      </p>
    </div>
  );
}
