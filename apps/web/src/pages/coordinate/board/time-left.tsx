import { useTexts } from '../../../texts/use-texts.tsx';
import { useTicking } from '../ticking.ts';
import { type TurnView, urgencyOf } from './turn-view.ts';

const LOOKS = { calm: '', soon: 'text-warn', over: 'text-bad' } as const;

/** What is left of a turn, and how long it has been going on. */
export function TimeLeft({
  turn,
  stands,
  large,
  serverNow,
}: {
  turn: TurnView | undefined;
  stands: boolean;
  large: boolean;
  serverNow(): number;
}) {
  const { t, formats } = useTexts();
  useTicking();
  if (!turn) return <div className="hidden lg:block" />;
  const now = serverNow();
  const urgency = stands ? 'calm' : urgencyOf(turn, now);
  const left = turn.until === undefined ? undefined : turn.until - now;
  const words = stands
    ? t('board.stands')
    : turn.kind === 'checking'
      ? t('board.ours')
      : left === undefined
        ? t('board.noLimit')
        : left <= 0
          ? t('board.overdue')
          : formats.span(left, 'narrow');
  const figure = !stands && turn.kind !== 'checking' && left !== undefined && left > 0;
  return (
    <div className="text-end lg:text-start">
      <p
        className={`font-semibold tabular-nums ${figure ? (large ? 'text-lg sm:text-2xl' : 'text-lg') : 'text-base'} ${LOOKS[urgency]}`}
      >
        {figure && <span className="sr-only">{t('board.timeHead')}: </span>}
        {words}
      </p>
      <p className="text-sm text-soft tabular-nums">
        {t('board.sinceFor', { span: formats.span(Math.max(0, now - turn.since), 'narrow') })}
      </p>
    </div>
  );
}
