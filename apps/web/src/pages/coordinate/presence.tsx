import { useTexts } from '../../texts/use-texts.tsx';

/** Whether somebody is there: a full or an empty dot, and words for who cannot see it. */
export function Presence({ present }: { present: boolean | undefined }) {
  const { t } = useTexts();
  if (present === undefined) return null;
  const words = t(present ? 'board.present' : 'board.absent');
  return (
    <span
      role="img"
      aria-label={words}
      title={words}
      className={`size-2.5 shrink-0 rounded-full border-2 ${present ? 'border-good bg-good' : 'border-soft'}`}
    />
  );
}
