/** Every file of a ceremony with what it takes to check it. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useQueries, useQuery } from '@tanstack/react-query';
import { EmbedSnippet } from '../../brand/embed-snippet.tsx';
import { SERVER } from '../../server/place.ts';
import { read } from '../../server/rest.ts';
import { toldAddress } from '../../server/told-address.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Card } from '../../ui/card.tsx';
import { Concept } from '../../ui/concept.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Facts } from '../../ui/facts.tsx';
import { useBundleHash } from './bundle.ts';
import { useWatched } from './ceremony-context.ts';
import { CodeBlock } from './code-block.tsx';
import { FileList, type ShownFile } from './file-list.tsx';
import { artifactsQuery } from './result.tsx';

export function FilesPage() {
  const { t } = useTexts();
  const { ceremony, phase } = useWatched();
  const { data, error, refetch } = useQuery(artifactsQuery(ceremony.id, ceremony.slug));
  return (
    <div className="flex flex-col gap-6">
      <h2 className="sr-only">{t('ceremony.tabFiles')}</h2>
      <Card title={t('ceremony.result')}>
        {error && <ErrorNotice error={error} again={() => void refetch()} />}
        {data?.items.length === 0 && (
          <p className="text-soft">
            {t(phase === 'canceled' ? 'ceremony.resultNever' : 'ceremony.resultLater')}
          </p>
        )}
        {data && data.items.length > 0 && (
          <>
            {ceremony.test && <p className="mb-2 font-semibold text-warn">{t('ceremony.testMeaning')}</p>}
            <FileList files={data.items} />
          </>
        )}
      </Card>
      <Card title={t('ceremony.filesNow')}>
        <Running />
      </Card>
      <CircuitFiles />
      <Card title={t('ceremony.checksums')}>
        <p className="mb-3 max-w-3xl">{t('ceremony.checksumsText')}</p>
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-3">
          {(
            [
              ['Linux', 'sha256sum FILE'],
              ['macOS', 'shasum -a 256 FILE'],
              ['Windows', 'Get-FileHash FILE'],
            ] as const
          ).map(([name, line]) => (
            <div key={name} className="min-w-0">
              <h3 className="mb-1 text-sm font-semibold text-soft">{name}</h3>
              <CodeBlock label={`${t('ceremony.checksums')}: ${name}`} lines={[line]} />
            </div>
          ))}
        </div>
      </Card>
      <Card title={t('ceremony.elsewhere')}>
        <EmbedSnippet slug={ceremony.slug} title={ceremony.title} />
      </Card>
    </div>
  );
}

/** What grows while people contribute, and what others need to know this server by. */
function Running() {
  const { t } = useTexts();
  const { ceremony } = useWatched();
  const bundle = useBundleHash();
  const { links, manifestHash, scheme } = ceremony;
  const files: ShownFile[] = [];
  if (scheme === 'KZG' && links.transcript)
    files.push({ name: 'transcript.json', url: links.transcript, what: t('ceremony.transcriptNow') });
  if (manifestHash !== undefined && links.manifest !== undefined)
    files.push({
      name: 'manifest.json',
      url: links.manifest,
      what: t('ceremony.manifestFile', { hash: manifestHash.slice(0, 16) }),
    });
  files.push({
    name: 'events.json',
    url: links.events,
    what: t('ceremony.eventsFile'),
  });
  if (bundle)
    files.push({
      name: 'brebaje.mjs',
      url: `${SERVER}/brebaje.mjs`,
      sha256: bundle,
      what: t('ceremony.bundleFile'),
    });
  return (
    <>
      <FileList files={files} />
      <p className="mt-3 flex flex-wrap gap-x-6">
        <a href={`${SERVER}/.well-known/brebaje.json`} className="inline-flex min-h-11 items-center">
          {t('ceremony.keys')}
        </a>
        {ceremony.links.sequencer !== undefined && (
          <a
            href={toldAddress(`${ceremony.links.sequencer}/info/status`)}
            className="inline-flex min-h-11 items-center"
          >
            {t('ceremony.statusJson')}
          </a>
        )}
      </p>
    </>
  );
}

/** What each circuit's genesis is made of, and where its chain stands. */
function CircuitFiles() {
  const { t } = useTexts();
  const { ceremony } = useWatched();
  const circuits = useQueries({
    queries: ceremony.circuits.map(({ id }) => ({
      queryKey: ['circuit', id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        read<AnswerBody<'readCircuit'>>(`/circuits/${id}`, signal),
    })),
  });
  return circuits.map(({ data }, index) => {
    if (!data) return null;
    const { files = [], genesis, head, slug, name, adopted = 0, contributions } = data;
    return (
      <Card
        key={ceremony.circuits[index]!.id}
        title={
          ceremony.circuits.length > 1 || ceremony.scheme === 'GROTH16' ? (name ?? slug) : t('ceremony.chain')
        }
      >
        <Facts
          items={[
            [
              <Concept key="genesis" of="genesis">
                {t('ceremony.genesis')}
              </Concept>,
              <CopyText key="hash" text={genesis} label={t('ceremony.genesis')} short />,
            ],
            [
              <Concept key="head" of="head">
                {t('ceremony.head')}
              </Concept>,
              <CopyText key="hash" text={head} label={t('ceremony.head')} short />,
            ],
            [t('ceremony.figureContributions'), t('ceremony.count', { count: contributions })],
            adopted > 0 && [t('ceremony.adopted'), t('ceremony.count', { count: adopted })],
          ]}
        />
        {files.length > 0 && (
          <div className="mt-3">
            <FileList files={files} />
          </div>
        )}
      </Card>
    );
  });
}
