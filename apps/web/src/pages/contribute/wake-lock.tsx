import { useTexts } from '../../texts/use-texts.tsx';
import { useAwake } from '../../work/keep-awake.ts';

const WORDS = {
  held: 'contribute.awake',
  'not-held': 'contribute.notAwake',
  unsupported: 'contribute.awakeUnsupported',
} as const;

/** Whether the screen is kept awake: whoever relies on it has to know. */
export function WakeLock() {
  const { t } = useTexts();
  return <p className="text-sm text-soft">{t(WORDS[useAwake()])}</p>;
}
