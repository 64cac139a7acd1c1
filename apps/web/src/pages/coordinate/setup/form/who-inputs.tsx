/** Conditions for joining that have several parts. */
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import type { Phase } from './fields.ts';
import { useForm } from './form-state.tsx';
import { INPUT, InputFrame } from './input-frame.tsx';
import { MomentPair } from './inputs.tsx';

export function EthereumInput() {
  const { t } = useTexts();
  const { values, set, faults } = useForm();
  return (
    <InputFrame
      label={t('setupForm.ethereum')}
      hint={t('setupForm.ethereumHint')}
      faults={faults.ethereum}
      group
    >
      {() => (
        <div className="grid gap-3 sm:grid-cols-2">
          {(['minNonce', 'block'] as const).map((name) => (
            <InputFrame key={name} label={t(`setupForm.${name}`)} faults={faults[`ethereum.${name}`]}>
              {(described) => (
                <input
                  {...described}
                  className={INPUT}
                  inputMode="numeric"
                  value={values.ethereum[name]}
                  onChange={({ target }) => set('ethereum', { ...values.ethereum, [name]: target.value })}
                />
              )}
            </InputFrame>
          ))}
        </div>
      )}
    </InputFrame>
  );
}

export function GithubInput() {
  const { t } = useTexts();
  const { values, set, faults } = useForm();
  return (
    <InputFrame
      label={t('setupForm.github')}
      hint={t('setupForm.githubHint')}
      faults={faults.github}
      optional
    >
      {(described) => (
        <MomentPair
          described={described}
          value={values.github.createdBefore}
          onChange={(createdBefore) => set('github', { createdBefore })}
        />
      )}
    </InputFrame>
  );
}

const NEW: Phase = { name: '', from: null, until: null, who: 'INVITED', cohorts: '' };

/** Who may join when. */
export function PhasesInput() {
  const { t } = useTexts();
  const { values, set, faults } = useForm();
  const { phases } = values;
  const change = (at: number, more: Partial<Phase>) =>
    set(
      'phases',
      phases.map((phase, index) => (index === at ? { ...phase, ...more } : phase)),
    );
  return (
    <InputFrame label={t('setupForm.phases')} hint={t('setupForm.phasesHint')} faults={faults.phases} group>
      {() => (
        <div className="mt-2 flex flex-col gap-4">
          {phases.map((phase, index) => (
            <fieldset key={index} className="grid gap-3 rounded-lg border border-line p-3 sm:grid-cols-2">
              <legend className="px-1 text-sm text-soft">
                {t('setupForm.phase', { number: index + 1 })}
              </legend>
              <InputFrame label={t('setupForm.phaseName')} faults={faults[`phases.${index}.name`]}>
                {(described) => (
                  <input
                    {...described}
                    className={INPUT}
                    value={phase.name}
                    onChange={({ target }) => change(index, { name: target.value })}
                  />
                )}
              </InputFrame>
              <InputFrame label={t('setupForm.who')} faults={faults[`phases.${index}.who`]}>
                {(described) => (
                  <select
                    {...described}
                    className={INPUT}
                    value={phase.who}
                    onChange={({ target }) => change(index, { who: target.value as Phase['who'] })}
                  >
                    <option value="INVITED">{t('setupForm.who_INVITED')}</option>
                    <option value="OPEN">{t('setupForm.who_OPEN')}</option>
                  </select>
                )}
              </InputFrame>
              <InputFrame label={t('setupForm.phaseFrom')} faults={faults[`phases.${index}.from`]}>
                {(described) => (
                  <MomentPair
                    described={described}
                    value={phase.from}
                    onChange={(from) => change(index, { from })}
                  />
                )}
              </InputFrame>
              <InputFrame label={t('setupForm.phaseUntil')} faults={faults[`phases.${index}.until`]} optional>
                {(described) => (
                  <MomentPair
                    described={described}
                    value={phase.until}
                    onChange={(until) => change(index, { until })}
                  />
                )}
              </InputFrame>
              <InputFrame
                label={t('setupForm.phaseCohorts')}
                hint={t('setupForm.phaseCohortsHint')}
                faults={faults[`phases.${index}.cohorts`]}
                optional
              >
                {(described) => (
                  <input
                    {...described}
                    className={INPUT}
                    value={phase.cohorts}
                    onChange={({ target }) => change(index, { cohorts: target.value })}
                  />
                )}
              </InputFrame>
              <div className="self-end">
                <Button look="quiet" onClick={() => set('phases', phases.toSpliced(index, 1))}>
                  {t('setupForm.remove')}
                </Button>
              </div>
            </fieldset>
          ))}
          <div>
            <Button look="quiet" onClick={() => set('phases', [...phases, NEW])}>
              {t('setupForm.addPhase')}
            </Button>
          </div>
        </div>
      )}
    </InputFrame>
  );
}
