/** Inputs that lists of coordinators are filtered by. */
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useTexts } from '../../../texts/use-texts.tsx';
import { INPUT } from '../../../ui/input.ts';
import { useCoordinated } from '../coordinated.ts';

/** Milliseconds after the last key before the server is asked. */
const TYPED = 300;

/** A small label above one input. */
function Labelled({ label, children }: { label: string; children(id: string): ReactNode }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="text-sm text-soft">
        {label}
      </label>
      {children(id)}
    </div>
  );
}

/** One of several words. */
export function ChoiceFilter<Word extends string>({
  label,
  value,
  words,
  onChange,
}: {
  label: string;
  value: Word;
  words: readonly (readonly [word: Word, text: string])[];
  onChange(value: Word): void;
}) {
  return (
    <Labelled label={label}>
      {(id) => (
        <select
          id={id}
          className={INPUT}
          value={value}
          onChange={({ target }) => onChange(target.value as Word)}
        >
          {words.map(([word, text]) => (
            <option key={word} value={word}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

/** One of the ceremony's circuits, or all; nothing where there is only one. */
export function CircuitFilter({
  value,
  onChange,
}: {
  value: number | undefined;
  onChange(circuit: number | undefined): void;
}) {
  const { t } = useTexts();
  const { circuits } = useCoordinated().ceremony;
  if (circuits.length < 2) return null;
  return (
    <ChoiceFilter
      label={t('board.circuit')}
      value={`${value ?? ''}`}
      words={[['', t('board.anyCircuit')], ...circuits.map(({ id, slug }) => [`${id}`, slug] as const)]}
      onChange={(id) => onChange(id === '' ? undefined : Number(id))}
    />
  );
}

/** Words to look for; told once somebody pauses. */
export function TypedFilter({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange(value: string | undefined): void;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onChange(typed.trim() || undefined), TYPED);
    return () => clearTimeout(timer);
  });
  return (
    <Labelled label={label}>
      {(id) => (
        <input
          id={id}
          type="search"
          className={INPUT}
          maxLength={64}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      )}
    </Labelled>
  );
}
