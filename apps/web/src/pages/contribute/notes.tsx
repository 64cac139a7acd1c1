import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import type { WorkNote } from '../../work/state.ts';

const WORDS: Record<WorkNote['what'], TextKey> = {
  slept: 'contribute.noteSlept',
  offline: 'contribute.noteOffline',
  trouble: 'contribute.noteTrouble',
  silence: 'contribute.noteSilence',
  'session-renewed': 'contribute.noteSession',
  'upload-again': 'contribute.noteUpload',
  'lost-before': 'contribute.noteLostBefore',
  mending: 'contribute.noteMending',
  'kept-work': 'contribute.noteKept',
  'disk-full': 'contribute.noteDisk',
};

/** What happened on the way, with its times. */
export function Notes({ notes, open = false }: { notes: WorkNote[]; open?: boolean }) {
  const { t, formats } = useTexts();
  if (notes.length === 0) return null;
  return (
    <details className="rounded-xl border border-line" open={open}>
      <summary className="min-h-11 px-4 py-2.5 font-semibold text-accent">{t('contribute.notes')}</summary>
      <ol className="flex flex-col gap-1.5 border-t border-line p-4 text-sm">
        {notes.map(({ at, what, seconds, text }, index) => (
          <li key={index} className="flex flex-wrap gap-x-3">
            <time dateTime={new Date(at).toISOString()} className="text-soft tabular-nums">
              {formats.time(at / 1_000)}
            </time>
            <span>
              {t(WORDS[what])}
              {seconds !== undefined && ` (${formats.span(seconds)})`}
              {text !== undefined && `: ${text}`}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
