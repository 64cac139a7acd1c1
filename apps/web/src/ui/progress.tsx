import { useTexts } from '../texts/use-texts.tsx';

/** Browsers draw their own bar in colours of their own until its look is taken away. */
const BAR =
  'block h-2 w-full appearance-none overflow-hidden rounded-full border-0 bg-line indeterminate:animate-pulse indeterminate:bg-accent [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent [&:indeterminate::-webkit-progress-bar]:bg-accent/40';

/** How far something is, 0 to 1; undefined: under way, and nobody knows how far. */
export function Progress({ label, value }: { label: string; value: number | undefined }) {
  const { formats } = useTexts();
  return (
    <div>
      <div className="mb-1 flex justify-between gap-4 text-sm">
        <span>{label}</span>
        {value !== undefined && (
          <span className="whitespace-nowrap tabular-nums">{formats.percent(value)}</span>
        )}
      </div>
      <progress aria-label={label} className={BAR} {...(value === undefined ? {} : { value, max: 1 })} />
    </div>
  );
}
