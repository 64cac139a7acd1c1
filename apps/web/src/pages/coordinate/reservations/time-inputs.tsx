/** From when until when a turn is kept, by the clock of this device. */
import { useTexts } from '../../../texts/use-texts.tsx';
import { INPUT, InputFrame } from '../setup/form/input-frame.tsx';
import { HERE, localOf, momentOf } from '../setup/form/zoned-time.ts';

/** As inputs of the kind datetime-local have them. */
export interface Times {
  from: string;
  until: string;
}

export function timesOf({ from, until }: { from?: number | undefined; until?: number | undefined }): Times {
  const written = (at: number | undefined) => (at === undefined ? '' : localOf(at, HERE));
  return { from: written(from), until: written(until) };
}

/** Seconds since 1970; undefined while they make no span. */
export function spanOf({ from, until }: Times): { from: number; until: number } | undefined {
  const [begin, end] = [momentOf(from, HERE), momentOf(until, HERE)];
  return begin === null || end === null || end <= begin ? undefined : { from: begin, until: end };
}

export function TimeInputs({ times, onChange }: { times: Times; onChange(times: Times): void }) {
  const { t } = useTexts();
  const reversed = times.from !== '' && times.until !== '' && spanOf(times) === undefined;
  return (
    <div className="grid gap-4">
      {(['from', 'until'] as const).map((name) => (
        <InputFrame
          key={name}
          label={t(`reserve.${name}`)}
          faults={name === 'until' && reversed ? [t('reserve.reversed')] : []}
        >
          {(described) => (
            <input
              {...described}
              type="datetime-local"
              className={INPUT}
              value={times[name]}
              onChange={({ target }) => onChange({ ...times, [name]: target.value })}
            />
          )}
        </InputFrame>
      ))}
    </div>
  );
}
