import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { Button } from '../../ui/button.tsx';

/** One line that is typed or pasted, and a button that takes it; what cannot be read is told below the line. */
export function TypedForm({
  label,
  hint,
  unreadable,
  submit,
  keeps = false,
  onTyped,
  input: { className = '', ...input },
}: {
  label: ReactNode;
  hint: ReactNode;
  /** Said in the hint's place of a text that was not taken. */
  unreadable: ReactNode;
  submit: ReactNode;
  /** The text stays when it was taken. */
  keeps?: boolean;
  /** False: it cannot be read. */
  onTyped(text: string): boolean;
  input: Omit<ComponentProps<'input'>, 'value' | 'onChange'>;
}) {
  const id = useId();
  const [text, setText] = useState('');
  const [bad, setBad] = useState(false);
  return (
    <form
      className="flex flex-col items-start gap-2 print:hidden"
      onSubmit={(event) => {
        event.preventDefault();
        const taken = onTyped(text);
        setBad(!taken);
        if (taken && !keeps) setText('');
      }}
    >
      <label className="flex w-full flex-col gap-1">
        <span>{label}</span>
        <input
          {...input}
          value={text}
          aria-describedby={id}
          aria-invalid={bad}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
          className={`min-h-11 w-full rounded-md border border-line bg-card px-3 ${className}`}
        />
      </label>
      <p id={id} className={`text-sm ${bad ? 'text-bad' : 'text-soft'}`} role={bad ? 'alert' : undefined}>
        {bad ? unreadable : hint}
      </p>
      <Button type="submit" look="quiet" disabled={text.trim() === ''}>
        {submit}
      </Button>
    </form>
  );
}
