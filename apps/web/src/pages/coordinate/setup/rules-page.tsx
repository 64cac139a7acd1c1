/** Texts and rules of a ceremony that is there: changed freely before it opens, publicly afterwards. */
import { useMemo, useRef, useState } from 'react';
import { asSeen } from '../../../server/ceremony.ts';
import { rest } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { useCoordinated } from '../coordinated.ts';
import { CeremonyFileBar } from './ceremony-file-bar.tsx';
import type { Values } from './form/fields.ts';
import { problemsOf, refusedBy, showWrong } from './form/find-faults.ts';
import { FormContext, type FormState } from './form/form-state.tsx';
import { RulesPart, SayPart, WhenPart, WhoPart } from './form/parts.tsx';
import { ReasonInput } from './form/reason-input.tsx';
import { useKept } from './form/use-kept.ts';
import {
  changedFields,
  changesOf,
  draftOf,
  type Faults,
  faultsOf,
  placesOf,
  valuesOf,
} from './form/values.ts';
import { NamePart } from './form/what-part.tsx';
import { HERE } from './form/zoned-time.ts';
import { unreadableFaults } from './new-ceremony-page.tsx';
import { shownValue } from './shown-value.ts';
import { useAct } from './use-act.ts';

export function RulesPage() {
  const { t, formats } = useTexts();
  const { ceremony, me } = useCoordinated();
  const act = useAct();
  const form = useRef<HTMLFormElement>(null);
  const before = useMemo(() => valuesOf(ceremony), [ceremony]);
  // Whatever somebody typed stays while the ceremony is read again.
  const kept = useKept<Partial<Values>>(`rules.${ceremony.id}.${me.user.id}`, {});
  const edited = kept.value;
  const [zone, setZone] = useState(HERE);
  const [reason, setReason] = useState('');
  const [refused, setRefused] = useState<Faults>({});
  const [saved, setSaved] = useState(false);
  const after: Values = { ...before, ...edited };
  const changed = changedFields(before, after);
  const changes = changesOf(before, after);
  const readable = Object.keys(changes.unreadable).length === 0;
  const opened = ceremony.openedAt !== undefined;
  const over = ceremony.status === 'CANCELED' || ceremony.status === 'FINALIZED';
  const rulesStay = over || ceremony.status === 'CLOSED';
  const state: FormState = {
    values: after,
    set(name, value) {
      setSaved(false);
      setRefused({});
      kept.set((all) => ({ ...all, [name]: value }));
    },
    faults: { ...unreadableFaults(changes.unreadable, t), ...refused },
    usual: undefined,
    usualTest: false,
    stage: opened ? 'opened' : 'created',
    zone,
    setZone,
  };

  async function save() {
    if (!readable || changed.length === 0) return;
    const body = { ...changes.body, ...(opened ? { reason: reason.trim() } : {}) };
    const done = await act.run(async () => {
      // When it was to open says nothing any more once it has opened, perhaps earlier.
      const { body: whole } = draftOf(opened ? { ...after, opensAt: null } : after);
      const problems = await problemsOf(whole, t('setupForm.needed'));
      // What was so before may stay: only what is sent has to be right.
      const own = problems.filter((problem) =>
        placesOf(problem).some((place) => changed.some((name) => `${place}.`.startsWith(`${name}.`))),
      );
      if (own.length > 0) {
        showFaults(faultsOf(own));
        return false;
      }
      try {
        const path = `/ceremonies/${ceremony.id}`;
        await rest.call({ method: 'PATCH', path, body, ...asSeen(ceremony) });
      } catch (refusal) {
        const errors = refusedBy(refusal);
        if (errors) showFaults(faultsOf(errors));
        throw refusal;
      }
    });
    if (!done) return;
    kept.forget();
    setReason('');
    setSaved(true);
  }

  function showFaults(found: Faults) {
    showWrong(form.current, () => setRefused(found));
  }

  return (
    <FormContext value={state}>
      <p className="text-soft">
        {t(rulesStay ? 'setup.rulesClosed' : opened ? 'setup.rulesLeadOpen' : 'setup.rulesLead')}
      </p>
      <form
        ref={form}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <fieldset disabled={opened} className="contents">
          {!opened && <NamePart taken={undefined} />}
        </fieldset>
        <SayPart />
        <fieldset disabled={rulesStay} className="contents">
          <WhoPart key={`who ${kept.turn}`} />
          <WhenPart key={`when ${kept.turn}`} />
          <RulesPart />
        </fieldset>
        <Card title={t('setup.changesTitle', { count: changed.length })}>
          <div className="flex flex-col gap-4">
            {changed.length === 0 ? (
              <p role="status" className={saved ? 'text-good' : 'text-soft'}>
                {t(saved ? 'setup.saved' : 'setup.noChanges')}
              </p>
            ) : (
              <div className="overflow-x-auto">
                <table className="w-full min-w-md text-start">
                  <thead>
                    <tr className="text-sm text-soft">
                      <th className="py-1 pe-4 text-start font-normal">{t('setup.changeField')}</th>
                      <th className="py-1 pe-4 text-start font-normal">{t('setup.changeOld')}</th>
                      <th className="py-1 text-start font-normal">{t('setup.changeNew')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {changed.map((name) => (
                      <tr key={name} className="border-t border-line align-top">
                        <th scope="row" className="py-2 pe-4 text-start font-semibold">
                          {t(`setupForm.${name}`)}
                        </th>
                        {[before, after].map((values, index) => (
                          <td
                            key={index}
                            className={`py-2 pe-4 whitespace-pre-line ${index === 0 ? 'text-soft' : ''}`}
                          >
                            {shownValue(name, values[name], { t, formats })}
                          </td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
            {opened && changed.length > 0 && <ReasonInput value={reason} onChange={setReason} />}
            {(refused.form?.length ?? 0) > 0 && act.error === undefined && (
              <Notice tone="bad">{refused.form?.join(' ')}</Notice>
            )}
            {act.error !== undefined && <ErrorNotice error={act.error} />}
            <div className="flex flex-wrap gap-3">
              <Button
                type="submit"
                busy={act.busy}
                disabled={changed.length === 0 || !readable || (opened && reason.trim() === '')}
              >
                {t(opened ? 'setup.amend' : 'setup.save')}
              </Button>
              {changed.length > 0 && (
                <Button
                  look="quiet"
                  onClick={() => {
                    act.forget();
                    setRefused({});
                    kept.forget();
                  }}
                >
                  {t('setup.undo')}
                </Button>
              )}
            </div>
          </div>
        </Card>
      </form>
      <CeremonyFileBar draft={draftOf(withSizes(before, ceremony.circuits[0]?.sizes)).body} />
    </FormContext>
  );
}

/** Sizes are said of the circuit once there is one. */
function withSizes(values: Values, sizes: { g1: number; g2: number }[] | undefined): Values {
  return { ...values, sizes: valuesOf({ sizes }).sizes };
}
