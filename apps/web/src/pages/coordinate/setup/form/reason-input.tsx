import { useTexts } from '../../../../texts/use-texts.tsx';
import { INPUT, InputFrame } from './input-frame.tsx';

/** Why somebody does what they are about to do: the record keeps it. */
export function ReasonInput({
  value,
  optional = false,
  onChange,
}: {
  value: string;
  optional?: boolean;
  onChange(reason: string): void;
}) {
  const { t } = useTexts();
  return (
    <InputFrame
      label={t('setup.reason')}
      hint={t(optional ? 'setup.reasonOptional' : 'setup.reasonHint')}
      optional={optional}
    >
      {(described) => (
        <input
          {...described}
          maxLength={500}
          className={INPUT}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </InputFrame>
  );
}
