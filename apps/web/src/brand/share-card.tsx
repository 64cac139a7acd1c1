import { useTexts } from '../texts/use-texts.tsx';
import { Card } from '../ui/card.tsx';
import { EmbedSnippet } from './embed-snippet.tsx';

/** What other sites can show of a ceremony, folded up: few who look at it have a site. */
export function ShareCard({ slug, title }: { slug: string; title: string }) {
  const { t } = useTexts();
  return (
    <Card title={t('brand.share')}>
      <details>
        <summary className="min-h-11 py-2 text-accent">{t('brand.shareShow')}</summary>
        <div className="mt-2">
          <EmbedSnippet slug={slug} title={title} />
        </div>
      </details>
    </Card>
  );
}
