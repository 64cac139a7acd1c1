/** The inputs of a ceremony's form, by what they hold. */
import { type ReactNode, useState } from 'react';
import type { TextKey } from '../../../../texts/catalogue.ts';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Concept, type ConceptName } from '../../../../ui/concept.tsx';
import { type Span, span, UNITS, type Unit } from './codecs.ts';
import { anyField, FIELDS, type FieldName, type Values } from './fields.ts';
import { useForm } from './form-state.tsx';
import { INPUT, InputFrame } from './input-frame.tsx';
import { localOf, momentOf } from './zoned-time.ts';

/** Fields that hold a value of this type. */
type Of<Value> = { [Name in FieldName]: Values[Name] extends Value ? Name : never }[FieldName];

/** Fields whose label is a word that newcomers do not know. */
const CONCEPTS: Partial<Record<FieldName, ConceptName>> = {
  interval: 'checkIn',
  beacon: 'beacon',
};

function useField(name: FieldName) {
  const { t } = useTexts();
  const { faults, stage } = useForm();
  const { fixed } = anyField(name);
  const isFixed = (fixed === 'created' && stage !== 'new') || (fixed === 'opened' && stage === 'opened');
  const concept = CONCEPTS[name];
  const hint = t(`setupForm.${name}Hint`);
  return {
    label: t(`setupForm.${name}`),
    hint: isFixed ? (
      t(fixed === 'created' ? 'setupForm.fixedEver' : 'setupForm.fixedNow')
    ) : concept ? (
      <>
        {hint} (<Concept of={concept} />)
      </>
    ) : (
      hint
    ),
    faults: faults[name],
    disabled: isFixed,
  };
}

/** What holds where nothing is said, as the interface has it. */
function useUsual(name: FieldName): unknown {
  const { usual } = useForm();
  const [section, ...rest] = FIELDS[name].path;
  if (section !== 'policy') return undefined;
  return rest.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], usual);
}

export function TextInput({
  name,
  lines = 1,
  optional = false,
  onBlur,
}: {
  name: Of<string>;
  lines?: number;
  optional?: boolean;
  onBlur?: () => void;
}) {
  const { values, set } = useForm();
  const { disabled, ...frame } = useField(name);
  const usual = useUsual(name);
  const { formats } = useTexts();
  return (
    <InputFrame {...frame} optional={optional}>
      {(described) => {
        const shared = {
          ...described,
          disabled,
          className: INPUT,
          value: values[name],
          placeholder: typeof usual === 'number' ? formats.number(usual) : undefined,
          onBlur,
        };
        return lines > 1 ? (
          <textarea {...shared} rows={lines} onChange={(event) => set(name, event.target.value)} />
        ) : (
          <input
            {...shared}
            inputMode={typeof usual === 'number' ? 'numeric' : undefined}
            onChange={(event) => set(name, event.target.value)}
          />
        );
      }}
    </InputFrame>
  );
}

/** A number of something. */
export const CountInput = ({ name }: { name: Of<string> }) => <TextInput name={name} />;

export function SpanInput({ name }: { name: Of<Span> }) {
  const { values, set } = useForm();
  const { disabled, ...frame } = useField(name);
  const usual = useUsual(name);
  return (
    <InputFrame {...frame}>
      {(described) => (
        <SpanPair
          described={described}
          disabled={disabled}
          label={frame.label}
          value={values[name]}
          usual={typeof usual === 'number' ? usual : undefined}
          onChange={(value) => set(name, value as Values[typeof name])}
        />
      )}
    </InputFrame>
  );
}

/** An amount and its unit; `usual` is what holds while nothing is typed, in seconds. */
export function SpanPair({
  described,
  value,
  label,
  usual,
  disabled = false,
  onChange,
}: {
  described: object;
  value: Span;
  label: string;
  usual?: number | undefined;
  disabled?: boolean;
  onChange(value: Span): void;
}) {
  const { t } = useTexts();
  const [picked, setPicked] = useState(false);
  const told = usual === undefined ? undefined : span.read(usual);
  const unit = told && value.amount === '' && !picked ? told.unit : value.unit;
  return (
    <div className="flex gap-2">
      <input
        {...described}
        disabled={disabled}
        inputMode="decimal"
        className={`${INPUT} flex-1`}
        placeholder={told?.amount}
        value={value.amount}
        onChange={(event) => onChange({ unit, amount: event.target.value })}
      />
      <select
        aria-label={`${label}: ${t('setupForm.unit')}`}
        disabled={disabled}
        className={`${INPUT} w-auto! shrink-0`}
        value={unit}
        onChange={(event) => {
          setPicked(true);
          onChange({ ...value, unit: event.target.value as Unit });
        }}
      >
        {(Object.keys(UNITS) as Unit[]).map((unit) => (
          <option key={unit} value={unit}>
            {t(`setupForm.unit_${unit}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** One of several words; what is usual first where nothing need be said. */
export function ChoiceInput<Name extends Of<string>>({
  name,
  words,
}: {
  name: Name;
  words: readonly (readonly [word: Exclude<Values[Name], ''>, text: TextKey])[];
}) {
  const { values, set, stage } = useForm();
  const { t } = useTexts();
  const { disabled, ...frame } = useField(name);
  const usual = useUsual(name);
  const usualText = words.find(
    ([word]) => word === usual || (word === 'yes' ? true : word === 'no' ? false : undefined) === usual,
  );
  return (
    <InputFrame {...frame}>
      {(described) => (
        <select
          {...described}
          disabled={disabled}
          className={INPUT}
          value={values[name]}
          onChange={(event) => set(name, event.target.value as Values[Name])}
        >
          {(stage === 'new' || values[name] === '') && (
            <option value="">
              {usualText ? t('setupForm.asUsualValue', { value: t(usualText[1]) }) : t('setupForm.asUsual')}
            </option>
          )}
          {words.map(([word, text]) => (
            <option key={word} value={word}>
              {t(text)}
            </option>
          ))}
        </select>
      )}
    </InputFrame>
  );
}

const YES_NO = [
  ['yes', 'setupForm.yes'],
  ['no', 'setupForm.no'],
] as const;

export const FlagInput = ({ name }: { name: Of<'' | 'yes' | 'no'> }) => (
  <ChoiceInput name={name} words={YES_NO} />
);

export function MomentInput({ name }: { name: Of<number | null> }) {
  const { values, set } = useForm();
  const { disabled, ...frame } = useField(name);
  return (
    <InputFrame {...frame} optional>
      {(described) => (
        <MomentPair
          described={described}
          disabled={disabled}
          value={values[name]}
          onChange={(value) => set(name, value as Values[typeof name])}
        />
      )}
    </InputFrame>
  );
}

/** A date and time in the form's zone, with the same in UTC below. */
export function MomentPair({
  described,
  value,
  disabled = false,
  onChange,
}: {
  described: object;
  value: number | null;
  disabled?: boolean;
  onChange(value: number | null): void;
}) {
  const { zone } = useForm();
  const { t } = useTexts();
  return (
    <>
      <input
        {...described}
        type="datetime-local"
        disabled={disabled}
        className={INPUT}
        // What is half typed is the browser's: it is given back only when it is a moment.
        defaultValue={value === null ? '' : localOf(value, zone)}
        key={zone}
        onChange={(event) => onChange(momentOf(event.target.value, zone))}
      />
      {value !== null && zone !== 'UTC' && (
        <span className="text-sm text-soft">
          {t('setupForm.inUtc', { when: localOf(value, 'UTC').replace('T', ' ') })}
        </span>
      )}
    </>
  );
}

/** Parts of a form that most people leave as they are. */
export function Folded({ title, open, children }: { title: string; open?: boolean; children: ReactNode }) {
  return (
    <details open={open} className="group rounded-lg border border-line">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 px-4 py-2 font-semibold text-accent">
        <svg
          aria-hidden="true"
          viewBox="0 0 12 12"
          className="size-3 shrink-0 fill-current transition-transform group-open:rotate-90 rtl:-scale-x-100 rtl:group-open:scale-x-100"
        >
          <path d="M3.5 1 9 6l-5.5 5z" />
        </svg>
        {title}
      </summary>
      <div className="flex flex-col gap-5 border-t border-line p-4">{children}</div>
    </details>
  );
}
