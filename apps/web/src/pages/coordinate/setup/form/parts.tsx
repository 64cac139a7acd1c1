/** The parts of a ceremony's form, from what everybody has to say to what hardly anybody changes. */
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Card } from '../../../../ui/card.tsx';
import { Explanations } from '../../../../ui/concept.tsx';
import { PROVIDERS } from './fields.ts';
import { isTest, useForm } from './form-state.tsx';
import { INPUT, InputFrame } from './input-frame.tsx';
import { ChoiceInput, CountInput, FlagInput, Folded, MomentInput, SpanInput, TextInput } from './inputs.tsx';
import { BeaconInput, TimeoutInput } from './policy-inputs.tsx';
import { EthereumInput, GithubInput, PhasesInput } from './who-inputs.tsx';
import { timeZones } from './zoned-time.ts';

const COST_WORDS = [
  ['BARRED', 'setupForm.cost_BARRED'],
  ['PENALTY', 'setupForm.cost_PENALTY'],
  ['NOTHING', 'setupForm.cost_NOTHING'],
] as const;

/** Purpose, instructions and the other texts. */
export function SayPart() {
  const { t } = useTexts();
  return (
    <Card title={t('setupForm.sayPart')}>
      <div className="flex flex-col gap-5">
        <TextInput name="purpose" lines={3} />
        <TextInput name="support" />
        <Folded title={t('setupForm.furtherTexts')}>
          <TextInput name="instructions" lines={5} optional />
          <TextInput name="timeline" lines={3} optional />
          <TextInput name="capability" lines={2} optional />
          <TextInput name="terms" lines={6} optional />
        </Folded>
      </div>
    </Card>
  );
}

export function WhenPart() {
  const { t } = useTexts();
  const { zone, setZone, values } = useForm();
  const dated = values.opensAt !== null || values.closesAt !== null || values.phases.length > 0;
  return (
    <Card title={t('setupForm.whenPart')}>
      <div className="grid gap-5 sm:grid-cols-2">
        <MomentInput name="opensAt" />
        <MomentInput name="closesAt" />
        {dated && (
          <InputFrame label={t('setupForm.zone')}>
            {(described) => (
              <select
                {...described}
                className={INPUT}
                value={zone}
                onChange={(event) => setZone(event.target.value)}
              >
                {timeZones().map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            )}
          </InputFrame>
        )}
      </div>
    </Card>
  );
}

export function WhoPart() {
  const { t } = useTexts();
  const { values, set, faults } = useForm();
  return (
    <Card title={t('setupForm.whoPart')}>
      <div className="flex flex-col gap-5">
        <ChoiceInput
          name="who"
          words={[
            ['INVITED', 'setupForm.who_INVITED'],
            ['OPEN', 'setupForm.who_OPEN'],
          ]}
        />
        <Folded title={t('setupForm.accountsPart')}>
          <ChoiceInput
            name="accounts"
            words={[
              ['CHECKED', 'setupForm.accounts_CHECKED'],
              ['ANY', 'setupForm.accounts_ANY'],
            ]}
          />
          <InputFrame
            label={t('setupForm.providers')}
            hint={t('setupForm.providersHint')}
            faults={faults.providers}
            group
          >
            {() =>
              PROVIDERS.map((one) => (
                <label key={one} className="flex min-h-11 items-center gap-3">
                  <input
                    type="checkbox"
                    className="size-5 accent-accent"
                    checked={values.providers.includes(one)}
                    onChange={({ target }) =>
                      set(
                        'providers',
                        PROVIDERS.filter((each) =>
                          each === one ? target.checked : values.providers.includes(each),
                        ),
                      )
                    }
                  />
                  {t(`setupForm.providers_${one}`)}
                </label>
              ))
            }
          </InputFrame>
          <SpanInput name="minimumAge" />
          <EthereumInput />
          <GithubInput />
          <PhasesInput />
        </Folded>
      </div>
    </Card>
  );
}

export function RulesPart() {
  const { t } = useTexts();
  const form = useForm();
  const { values, stage } = form;
  const queue = values.scheme === 'GROTH16';
  return (
    <Card title={t('setupForm.rulesPart')}>
      <div className="flex flex-col gap-5">
        {stage === 'new' && values.scheme === 'KZG' && (
          <ChoiceInput
            name="preset"
            words={[
              ['kzg', 'setupForm.preset_kzg'],
              ['ethereum-2023', 'setupForm.preset_ethereum-2023'],
            ]}
          />
        )}
        <div className="grid gap-5 sm:grid-cols-2">
          <TimeoutInput />
          <CountInput name="minimumContributions" />
        </div>
        <Folded title={t('setupForm.turnsPart')}>
          <Explanations of={queue ? 'queue' : 'lobby'} />
          <div className="grid gap-5 sm:grid-cols-2">
            <ChoiceInput name="missedCheckIn" words={COST_WORDS} />
            <ChoiceInput name="lostTurn" words={COST_WORDS} />
            <SpanInput name="interval" />
            <SpanInput name="tolerance" />
            <SpanInput name="penalty" />
            <CountInput name="attempts" />
            <CountInput name="capacity" />
            {queue ? (
              <>
                <SpanInput name="startWindow" />
                <SpanInput name="warnBefore" />
                <SpanInput name="moreTime" />
                <FlagInput name="returnAfterPenalty" />
                <FlagInput name="standby" />
              </>
            ) : (
              <CountInput name="idleSessions" />
            )}
            <SpanInput name="sessionExpiry" />
            {(isTest(form) || values.multiContribution === 'yes') && <FlagInput name="multiContribution" />}
          </div>
        </Folded>
        <Folded title={t('setupForm.endPart')}>
          <div className="grid gap-5 sm:grid-cols-2">
            <CountInput name="closesAfter" />
            <FlagInput name="closesWhenRosterDone" />
            <ChoiceInput
              name="drainLets"
              words={[
                ['EVERYBODY', 'setupForm.drainLets_EVERYBODY'],
                ['OPEN_TURN', 'setupForm.drainLets_OPEN_TURN'],
              ]}
            />
            {queue && <SpanInput name="drainPatience" />}
          </div>
          {queue && <BeaconInput />}
        </Folded>
      </div>
    </Card>
  );
}
