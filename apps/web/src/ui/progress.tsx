import { useTexts } from '../texts/use-texts.tsx';

/** How far something is, 0 to 1; undefined: under way, and nobody knows how far. */
export function Progress({ label, value }: { label: string; value: number | undefined }) {
  const { formats } = useTexts();
  return (
    <div>
      <div className="flex justify-between gap-4 text-sm">
        <span>{label}</span>
        {value !== undefined && <span className="tabular-nums">{formats.percent(value)}</span>}
      </div>
      <progress
        aria-label={label}
        className="h-2 w-full accent-accent"
        {...(value === undefined ? {} : { value, max: 1 })}
      />
    </div>
  );
}
