/** How the project looks on its pages: name, logo, colours, and what other sites can show. */
import { accentProblem } from '@brebaje/client/accent';
import { exchange, jsonOf } from '@brebaje/client/exchange';
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { RestRefusal } from '@brebaje/client/rest/rest-client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { EmbedSnippet } from '../../../brand/embed-snippet.tsx';
import { SERVER } from '../../../server/place.ts';
import { read, rest, world } from '../../../server/rest.ts';
import { toldAddress } from '../../../server/told-address.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { useCoordinated } from '../coordinated.ts';
import { FileButton } from './file-button.tsx';
import { INPUT, InputFrame } from './form/input-frame.tsx';
import { useAct } from './use-act.ts';

type Project = AnswerBody<'readProject'>;

export function LookPage() {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const { projectId, slug, title } = ceremony;
  const project = useQuery({
    queryKey: ['project', projectId],
    queryFn: ({ signal }) => read<Project>(`/projects/${projectId}`, signal),
  });
  return (
    <>
      {project.error && <ErrorNotice error={project.error} again={() => void project.refetch()} />}
      {project.data && (
        <>
          <p className="text-soft">{t('setupLook.lead', { project: project.data.name })}</p>
          <Words key={`words ${project.data.id}`} project={project.data} />
          <Logo project={project.data} />
        </>
      )}
      <Card
        title={t('setupLook.shareTitle')}
        action={
          <Link to="/c/$slug" params={{ slug }} className={buttonClass('quiet')}>
            {t('setupLook.previewPage')}
          </Link>
        }
      >
        <EmbedSnippet slug={slug} title={title} />
      </Card>
    </>
  );
}

const TEXTS = ['name', 'description', 'support', 'homepage'] as const;
const THEMES = [
  ['accentLight', 'light'],
  ['accentDark', 'dark'],
] as const;

function Words({ project }: { project: Project }) {
  const { t } = useTexts();
  const act = useAct();
  const before = Object.fromEntries(
    [...TEXTS, 'accentLight', 'accentDark'].map((name) => [name, project[name as keyof Project] ?? '']),
  ) as Record<(typeof TEXTS)[number] | 'accentLight' | 'accentDark', string>;
  // What nobody touched here is as it is there: a colleague may have changed it meanwhile.
  const [edited, setEdited] = useState<Partial<typeof before>>({});
  const said = { ...before, ...edited };
  const [saved, setSaved] = useState(false);
  const change = (name: keyof typeof said, value: string) => {
    setSaved(false);
    setEdited((all) => ({ ...all, [name]: value }));
  };
  const faults = Object.fromEntries(
    THEMES.map(([name, theme]) => {
      const hex = said[name].trim();
      if (hex === '') return [name, undefined];
      if (!/^#[0-9a-f]{6}$/i.test(hex)) return [name, { says: t('setupLook.notColour'), nearest: undefined }];
      const problem = accentProblem(theme, hex.toLowerCase());
      if (!problem) return [name, undefined];
      const { contrast, nearest } = problem;
      const says = t('setupLook.contrast', { contrast: Math.floor(contrast * 10) / 10, nearest });
      return [name, { says, nearest }];
    }),
  );
  const changed = (Object.keys(said) as (keyof typeof said)[]).filter(
    (name) => said[name].trim() !== before[name],
  );
  const save = async () => {
    const body = Object.fromEntries(changed.map((name) => [name, said[name].trim() || null]));
    const request = { method: 'PATCH' as const, path: `/projects/${project.id}`, body };
    const done = await act.run(() => rest.call(request));
    if (done) setEdited({});
    setSaved(done);
  };
  return (
    <form
      noValidate
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Card title={t('setupLook.aboutTitle')}>
        <div className="grid gap-4 sm:grid-cols-2">
          {TEXTS.map((name) => (
            <InputFrame
              key={name}
              label={t(`setupLook.${name}`)}
              hint={name === 'homepage' ? t('setupLook.homepageHint') : undefined}
              optional={name !== 'name'}
            >
              {(described) => (
                <input
                  {...described}
                  className={INPUT}
                  value={said[name]}
                  onChange={({ target }) => change(name, target.value)}
                />
              )}
            </InputFrame>
          ))}
        </div>
      </Card>
      <Card title={t('setupLook.coloursTitle')}>
        <div className="flex flex-col gap-4">
          <p className="text-sm text-soft">{t('setupLook.coloursHint')}</p>
          <div className="grid gap-4 sm:grid-cols-2">
            {THEMES.map(([name, theme]) => {
              const fault = faults[name];
              return (
                <div key={name} className="flex flex-col gap-3">
                  <InputFrame label={t(`setupLook.${name}`)} faults={fault ? [fault.says] : []} optional>
                    {(described) => (
                      <div className="flex gap-2">
                        <input
                          {...described}
                          className={`${INPUT} font-mono`}
                          placeholder={PALETTES[theme].accent}
                          value={said[name]}
                          onChange={({ target }) => change(name, target.value)}
                        />
                        <input
                          type="color"
                          aria-label={t('setupLook.pick', { name: t(`setupLook.${name}`) })}
                          className="h-11 w-14 shrink-0 rounded-md border border-line bg-card"
                          value={/^#[0-9a-f]{6}$/i.test(said[name]) ? said[name] : PALETTES[theme].accent}
                          onChange={({ target }) => change(name, target.value)}
                        />
                      </div>
                    )}
                  </InputFrame>
                  {fault?.nearest !== undefined && (
                    <div>
                      <Button look="quiet" onClick={() => change(name, fault.nearest ?? '')}>
                        {t('setupLook.takeNearest', { nearest: fault.nearest })}
                      </Button>
                    </div>
                  )}
                  {!fault && <Sample theme={theme} accent={said[name].trim()} />}
                </div>
              );
            })}
          </div>
          {act.error !== undefined && <ErrorNotice error={act.error} />}
          <div className="flex flex-wrap items-center gap-4">
            <Button
              type="submit"
              busy={act.busy}
              disabled={changed.length === 0 || THEMES.some(([name]) => faults[name])}
            >
              {t('setup.save')}
            </Button>
            <span role="status" className="text-good">
              {saved && t('setup.saved')}
            </span>
          </div>
        </div>
      </Card>
    </form>
  );
}

/** Both palettes at once, which the page's own variables cannot give (palette.css). */
const PALETTES = {
  light: { card: '#ffffff', onAccent: '#ffffff', accent: '#0b6e4f' },
  dark: { card: '#1b211f', onAccent: '#0c1512', accent: '#5fd3a8' },
} as const;

/** A card and a button as a page of that theme has them. */
function Sample({ theme, accent }: { theme: 'light' | 'dark'; accent: string }) {
  const { t } = useTexts();
  const palette = PALETTES[theme];
  return (
    <div
      aria-hidden="true"
      className="rounded-lg border border-line p-4"
      style={{ background: palette.card }}
    >
      <span
        className="inline-block rounded-md px-4 py-2 font-semibold"
        style={{ background: accent || palette.accent, color: palette.onAccent }}
      >
        {t('setupLook.sample')}
      </span>
    </div>
  );
}

function Logo({ project }: { project: Project }) {
  const { t } = useTexts();
  const act = useAct();
  const path = `/projects/${project.id}/logo`;
  const put = (file: File) =>
    act.run(async () => {
      const body = new Uint8Array(await file.arrayBuffer());
      const headers = { 'content-type': file.type || 'application/octet-stream' };
      const answer = await exchange(world, { method: 'PUT', url: SERVER + path, headers, body });
      if (answer.status >= 400)
        throw new RestRefusal(answer.status, (jsonOf(answer) ?? {}) as Record<string, unknown>);
    });
  const { logo } = project;
  return (
    <Card title={t('setupLook.logoTitle')}>
      <div className="flex flex-wrap items-center gap-4">
        {logo && (
          <img
            src={toldAddress(logo.url)}
            alt={t('setupLook.logoOf', { project: project.name })}
            className="max-h-20 max-w-60 rounded bg-ground p-2"
          />
        )}
        <div className="flex min-w-0 flex-1 flex-col gap-2">
          <div className="flex flex-wrap gap-3">
            <FileButton
              accept="image/png,image/jpeg,image/webp"
              busy={act.busy}
              onFile={(file) => void put(file)}
            >
              {t('setupLook.logoChoose')}
            </FileButton>
            {logo && (
              <Button
                look="quiet"
                busy={act.busy}
                onClick={() => void act.run(() => rest.call({ method: 'DELETE', path }))}
              >
                {t('setupLook.logoRemove')}
              </Button>
            )}
          </div>
          <p className="text-sm text-soft">{t('setupLook.logoHint')}</p>
          {act.error !== undefined && <ErrorNotice error={act.error} />}
        </div>
      </div>
    </Card>
  );
}
