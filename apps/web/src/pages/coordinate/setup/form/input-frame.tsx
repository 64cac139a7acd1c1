/** A labelled place for an input, with what it means and what is wrong with it. */
import { type ReactNode, useId } from 'react';
import { useTexts } from '../../../../texts/use-texts.tsx';

export const INPUT =
  'min-h-11 w-full min-w-0 rounded-md border border-line bg-card px-3 py-2 text-ink aria-[invalid=true]:border-bad disabled:bg-sunken disabled:text-soft';

export interface Described {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** `group`: several inputs under one legend. `children` gets what ties the input to its texts. */
export function InputFrame({
  label,
  hint,
  faults = [],
  optional = false,
  group = false,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  faults?: readonly string[] | undefined;
  optional?: boolean;
  group?: boolean;
  children(described: Described): ReactNode;
}) {
  const { t } = useTexts();
  const id = useId();
  const ids = [...(hint ? [`${id}-hint`] : []), ...(faults.length > 0 ? [`${id}-fault`] : [])];
  const described: Described = {
    id,
    'aria-describedby': ids.length > 0 ? ids.join(' ') : undefined,
    'aria-invalid': faults.length > 0 || undefined,
  };
  const name = (
    <>
      {label}{' '}
      {optional && <span className="ms-1 text-sm font-normal text-soft">{t('setupForm.optional')}</span>}
    </>
  );
  const says = hint && (
    <p id={`${id}-hint`} className="text-sm text-soft">
      {hint}
    </p>
  );
  const wrong = faults.length > 0 && (
    <p id={`${id}-fault`} className="text-sm whitespace-pre-line text-bad">
      {faults.join('\n')}
    </p>
  );
  if (group)
    return (
      <fieldset
        className="flex min-w-0 flex-col gap-1"
        aria-describedby={described['aria-describedby']}
        // No group is invalid for screen readers; what is wrong with it as a whole is read when it gets the focus.
        data-invalid={described['aria-invalid']}
        tabIndex={described['aria-invalid'] && -1}
      >
        <legend className="font-semibold">{name}</legend>
        {says}
        {children(described)}
        {wrong}
      </fieldset>
    );
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-semibold">
        {name}
      </label>
      {/* Below it, so that inputs side by side are in line whatever is said of them. */}
      {children(described)}
      {wrong}
      {says}
    </div>
  );
}
