import { useTexts } from '../texts/use-texts.tsx';

/** A moment in the reader's zone; `seconds` since 1970. `style` "date" leaves the time to the title. */
export function Moment({ at, style = 'moment' }: { at: number; style?: 'moment' | 'date' | 'time' }) {
  const { formats } = useTexts();
  return (
    <time dateTime={new Date(at * 1_000).toISOString()} title={formats.moment(at)}>
      {formats[style](at)}
    </time>
  );
}
