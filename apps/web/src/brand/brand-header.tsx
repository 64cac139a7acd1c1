import { SERVER } from '../server/place.ts';
import { useTexts } from '../texts/use-texts.tsx';
import { useProject } from './use-project.ts';

/** Whose ceremony it is: logo, name and page of the project. */
export function BrandHeader({ ceremony }: { ceremony: { projectId: number } | undefined }) {
  const { t } = useTexts();
  const project = useProject(ceremony?.projectId);
  if (!project) return null;
  const { logo, name } = project;
  const homepage = httpsOnly(project.homepage);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-soft">
      {logo && (
        <img
          // The name stands beside it.
          alt=""
          src={new URL(logo.url, SERVER).href}
          width={logo.width}
          height={logo.height}
          className="h-10 w-auto max-w-40 rounded object-contain"
        />
      )}
      <bdi className="font-semibold text-ink">{name}</bdi>
      {homepage && (
        <a
          href={homepage.href}
          rel="noopener nofollow noreferrer"
          className="inline-flex min-h-11 items-center"
        >
          {t('brand.homepage', { host: homepage.host })}
        </a>
      )}
    </div>
  );
}

/** The server takes nothing else; links from people are looked at where they are made, too. */
function httpsOnly(address: string | undefined): URL | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === 'https:' ? url : undefined;
}
