/** A ceremony from nothing: a form, and beside it what it will mean. */
import type { AnswerBody, CeremonyBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { queries, read, rest } from '../../../server/rest.ts';
import type { Me } from '../../../session/use-me.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Page } from '../../../ui/page.tsx';
import { CeremonyFileBar } from './ceremony-file-bar.tsx';
import { ForCoordinators } from './for-coordinators.tsx';
import type { FieldName, Values } from './form/fields.ts';
import { problemsOf, refusedBy, showWrong } from './form/find-faults.ts';
import { FormContext, type FormState } from './form/form-state.tsx';
import { INPUT, InputFrame } from './form/input-frame.tsx';
import { Findings, Means } from './form/means.tsx';
import { RulesPart, SayPart, WhenPart, WhoPart } from './form/parts.tsx';
import { type Check, useCheck, useSettled } from './form/use-check.ts';
import { useKept } from './form/use-kept.ts';
import { draftOf, type Faults, faultsOf, valuesOf } from './form/values.ts';
import { ETHEREUM_SIZES, NamePart } from './form/what-part.tsx';
import { HERE } from './form/zoned-time.ts';
import { useAct } from './use-act.ts';

export function NewCeremonyPage() {
  const { t } = useTexts();
  return (
    <Page title={t('setup.newTitle')} wide>
      <ForCoordinators>{(me) => <NewCeremony me={me} />}</ForCoordinators>
    </Page>
  );
}

const EMPTY: Values = {
  ...valuesOf({ scheme: 'KZG', eligibility: { who: 'INVITED' } }),
  sizes: ETHEREUM_SIZES,
};

/** Only what the chosen kind has: sizes belong to KZG, a beacon to Groth16. */
function fitting(values: Values): Values {
  const { sizes, beacon, preset, discipline } = valuesOf({});
  const kzg = values.scheme === 'KZG';
  return kzg ? { ...values, beacon, discipline } : { ...values, sizes, preset, discipline };
}

function NewCeremony({ me }: { me: Me }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const act = useAct();
  const form = useRef<HTMLFormElement>(null);
  const kept = useKept(`new.${me.user.id}`, EMPTY);
  const { value: values, set: setValues } = kept;
  const [zone, setZone] = useState(HERE);
  const [project, setProject] = useState<number | undefined>(me.projects[0]?.id);
  const [refused, setRefused] = useState<Faults>({});
  const presets = useQuery({
    queryKey: ['policies'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => read<AnswerBody<'listPolicies'>>('/policies', signal),
  });
  const said = useMemo(() => draftOf(fitting(values)), [values]);
  const readable = Object.keys(said.unreadable).length === 0;
  const { check, faults, error, looking, stale } = useCheck(readable ? said.body : undefined);
  const usualTest = useUsualTest(values.test === '' && !stale ? check : undefined);
  const taken = useTaken(values.slug);
  const preset = values.scheme === 'GROTH16' ? 'queue' : values.preset || 'kzg';
  const isRefused = Object.keys(refused).length > 0;
  const state: FormState = {
    values,
    set(name, value) {
      setRefused({});
      setValues((before) => ({ ...before, [name]: value }));
    },
    // What was found when it was to be sent is of what stands there now; the other may be of a moment ago.
    faults: { ...(isRefused ? refused : faults), ...unreadableFaults(said.unreadable, t) },
    usualTest,
    usual: presets.data?.items.find((one) => one.preset === preset)?.policy,
    stage: 'new',
    zone,
    setZone,
  };
  const ownFaults = Object.entries(state.faults).some(([, all]) => all && all.length > 0);

  async function create() {
    if (values.title.trim() === '' || values.slug.trim() === '')
      return showFaults({
        ...(values.title.trim() === '' ? { title: [t('setupForm.needed')] } : {}),
        ...(values.slug.trim() === '' ? { slug: [t('setupForm.needed')] } : {}),
      });
    // What was typed a moment ago is looked at below.
    const known = isRefused || (!stale && Object.keys(faults).length > 0);
    if (!readable || known || taken) return showFaults(refused);
    let made: CeremonyBody | undefined;
    const done = await act.run(async () => {
      const problems = await problemsOf(said.body, t('setupForm.needed'));
      if (problems.length > 0) {
        showFaults(faultsOf(problems));
        return false;
      }
      try {
        const projectId = project ?? (await newProject());
        const body = { ...said.body, projectId };
        made = (await rest.call<CeremonyBody>({ method: 'POST', path: '/ceremonies', body })).body;
      } catch (refusal) {
        const errors = refusedBy(refusal);
        if (errors) showFaults(faultsOf(errors));
        throw refusal;
      }
    });
    if (!done || !made) return;
    kept.forget();
    const { slug } = made;
    const next =
      values.scheme === 'GROTH16' ? '/c/$slug/coordinate/setup/circuits' : '/c/$slug/coordinate/setup';
    // One step back is the list, not a form that would make it once more.
    await navigate({ to: next, params: { slug }, replace: true });
  }

  /** As the command does for somebody's first ceremony; kept if the ceremony is refused after all. */
  async function newProject(): Promise<number> {
    const body = { slug: values.slug, name: values.title, support: values.support.trim() || undefined };
    const { id } = (await rest.call<{ id: number }>({ method: 'POST', path: '/projects', body })).body;
    setProject(id);
    await queries.invalidateQueries({ queryKey: ['me'] });
    return id;
  }

  function showFaults(found: Faults) {
    const put = () => setRefused(found);
    showWrong(form.current, put, () => {
      // Typed for the other kind, or read from a file: no input shows it, so the form tells it by its name.
      const wrong = Object.keys(found).length > 0 ? found : state.faults;
      const unseen = Object.entries(wrong).flatMap(([place, told = []]) => {
        const [name = 'form'] = place.split('.') as (FieldName | 'form')[];
        return told.map((fault) => (name === 'form' ? fault : `${t(`setupForm.${name}`)}: ${fault}`));
      });
      if (unseen.length > 0) showWrong(form.current, () => setRefused({ ...found, form: unseen }));
    });
  }

  return (
    <FormContext value={state}>
      <p className="text-soft">{t('setup.newLead')}</p>
      {kept.again && (
        <p className="flex flex-wrap items-center gap-4">
          <span>{t('setup.keptSays')}</span>
          <Button look="quiet" onClick={kept.forget}>
            {t('setup.keptForget')}
          </Button>
        </p>
      )}
      <div key={kept.turn} className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <form
          ref={form}
          noValidate
          className="flex min-w-0 flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            void create();
          }}
        >
          <NamePart taken={taken} />
          <SayPart />
          <WhoPart />
          <WhenPart />
          <RulesPart />
          {me.projects.length > 0 && (
            <Card>
              <InputFrame label={t('setup.inProject')}>
                {(described) => (
                  <select
                    {...described}
                    className={INPUT}
                    value={project ?? ''}
                    onChange={({ target }) => setProject(Number(target.value) || undefined)}
                  >
                    {me.projects.map(({ id, name }) => (
                      <option key={id} value={id}>
                        {name}
                      </option>
                    ))}
                    {me.user.role !== undefined && <option value="">{t('setup.inNewProject')}</option>}
                  </select>
                )}
              </InputFrame>
            </Card>
          )}
          {act.error !== undefined && <ErrorNotice error={act.error} />}
          {(state.faults.form?.length ?? 0) > 0 && (
            <div data-invalid tabIndex={-1}>
              <Notice tone="bad" live="polite">
                {state.faults.form?.map((fault) => (
                  <p key={fault}>{fault}</p>
                ))}
              </Notice>
            </div>
          )}
          <div className="flex flex-wrap items-center gap-4">
            <Button type="submit" busy={act.busy}>
              {t('setup.create')}
            </Button>
            <span role="status" className="text-sm text-soft">
              {t(ownFaults ? 'setup.createFaults' : 'setup.notOpenYet')}
            </span>
          </div>
        </form>
        <div className="flex flex-col gap-4 lg:sticky lg:top-4">
          <Card title={t('setup.meansTitle')}>
            {error ? (
              <ErrorNotice error={error} />
            ) : check && readable ? (
              <div className="flex flex-col gap-4" aria-busy={looking}>
                <Means check={check} circuits={values.scheme === 'GROTH16'} />
                <Findings check={check} without={['NO_CIRCUIT']} />
              </div>
            ) : (
              <p className="text-soft">
                {t(looking && readable ? 'setup.meansLooking' : 'setup.createFaults')}
              </p>
            )}
          </Card>
          <CeremonyFileBar
            draft={said.body}
            onRead={(draft) => {
              setRefused({});
              kept.replace(valuesOf(draft));
            }}
          />
        </div>
      </div>
    </FormContext>
  );
}

/** Whether a ceremony of this server is a test unless somebody says otherwise, as its latest `check` told. */
function useUsualTest(check: Check | undefined): boolean {
  const [usual, setUsual] = useState(false);
  const told = check?.findings.some(({ code }) => code === 'TEST') ?? usual;
  // Kept while nothing can be looked at: a box that changes by itself is read as a choice.
  if (told !== usual) setUsual(told);
  return told;
}

/** What the form has against what cannot be read. */
export function unreadableFaults(
  unreadable: Partial<Record<string, 'number' | 'needed'>>,
  t: ReturnType<typeof useTexts>['t'],
): Faults {
  return Object.fromEntries(
    Object.entries(unreadable).map(([name, kind]) => [name, [t(`setupForm.${kind!}`)]]),
  );
}

/** Whether a slug is taken; undefined while nobody knows. */
function useTaken(slug: string): boolean | undefined {
  const asked = useSettled(slug);
  const { data } = useQuery({
    queryKey: ['slug', asked],
    enabled: /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(asked) && !/^\d+$/.test(asked),
    staleTime: 0,
    queryFn: async ({ signal }) =>
      (await read<AnswerBody<'listCeremonies'>>(`/ceremonies?slug=${asked}&limit=1`, signal)).total > 0,
  });
  return asked === slug ? data : undefined;
}
