/** One circuit of the board. Its place and its height stay whatever happens on it. */
import { useTexts } from '../../../texts/use-texts.tsx';
import { useActs } from '../acts/use-acts.tsx';
import { Presence } from '../presence.tsx';
import { useTicking } from '../ticking.ts';
import { TimeLeft } from './time-left.tsx';
import { type CircuitView, type QueueHead, type TurnView, urgencyOf } from './turn-view.ts';

export interface RowProps {
  head: QueueHead;
  view: CircuitView;
  /** People wait without an order. */
  lobby: boolean;
  /** No clock runs. */
  stands: boolean;
  large: boolean;
  serverNow(): number;
}

/** The colour at the beginning of a row, for who looks from afar. Words say the same. */
const STRIPS = { calm: 'border-s-accent', soon: 'border-s-warn', over: 'border-s-bad' } as const;

function stripOf({ head, view: { turn }, stands, serverNow }: RowProps): string {
  if (head.halted) return 'border-s-bad';
  if (!turn) return 'border-s-transparent';
  return stands ? 'border-s-line' : STRIPS[urgencyOf(turn, serverNow())];
}

export function CircuitRow(props: RowProps) {
  const { head, view, lobby, stands, large, serverNow } = props;
  const { t } = useTexts();
  const { open } = useActs();
  useTicking();
  const { turn } = view;
  const label = turn
    ? t('board.actOnPersonLabel', { circuit: head.slug, name: turn.name })
    : t('board.actOnLabel', { circuit: head.slug });
  return (
    <li
      className={`grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 border-s-[6px] px-3 py-2 ${stripOf(props)} lg:grid-cols-[minmax(7rem,1fr)_minmax(11rem,2.2fr)_7.5rem_minmax(10rem,1.8fr)_auto] ${
        head.halted ? 'bg-bad-soft' : 'bg-card'
      } ${large ? 'lg:min-h-24 lg:px-5' : 'lg:min-h-16'}`}
    >
      <div className="min-w-0">
        <p className="truncate font-semibold" title={head.slug}>
          <bdi>{head.slug}</bdi>
        </p>
        <p className="truncate text-sm text-soft tabular-nums">
          {t('board.accepted', { count: head.accepted })}
        </p>
      </div>
      <button
        type="button"
        aria-label={label}
        className="min-h-11 min-w-11 rounded-md border border-line px-3 font-semibold text-accent hover:bg-accent-soft lg:order-last"
        onClick={() =>
          open({
            circuit: { id: head.circuitId, slug: head.slug, halted: head.halted !== undefined },
            participantId: turn?.participantId,
          })
        }
      >
        {t('board.actOn')}
      </button>
      <Turn turn={turn} head={head} large={large} />
      <TimeLeft turn={turn} stands={stands} large={large} serverNow={serverNow} />
      <Next head={head} view={view} lobby={lobby} />
    </li>
  );
}

function Turn({ turn, head, large }: { turn: TurnView | undefined; head: QueueHead; large: boolean }) {
  const { t, formats } = useTexts();
  const step = turn && (turn.kind === 'offered' ? t('board.offered') : t(`board.${turn.step}`));
  const far = turn?.kind === 'working';
  return (
    <div className="min-w-0">
      <p className={`flex min-w-0 items-center gap-2 ${large ? 'text-lg sm:text-2xl' : 'text-lg'}`}>
        {turn ? (
          <>
            <Presence present={turn.present} />
            <span className="truncate font-semibold" title={turn.name}>
              <bdi>{turn.name}</bdi>
            </span>
          </>
        ) : (
          <span className="text-soft">
            {head.waiting > 0 && head.upcoming.length > 0 ? t('board.nobodyPresent') : t('board.nobody')}
          </span>
        )}
      </p>
      {head.halted ? (
        <p className="truncate text-sm text-bad" title={head.halted.why}>
          {t('board.halted', { when: formats.time(head.halted.since), why: head.halted.why })}
        </p>
      ) : (
        <div
          className={`h-5 min-w-0 items-center gap-2 text-sm text-soft ${turn ? 'flex' : 'flex lg:hidden'}`}
        >
          {step !== undefined && (
            <span className="truncate">
              {step}
              {far && <span className="tabular-nums"> {formats.percent((turn?.percent ?? 0) / 100)}</span>}
            </span>
          )}
          {far && (
            <progress
              aria-label={step}
              className="h-1.5 min-w-8 flex-1 appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
              value={turn?.percent ?? 0}
              max={100}
            />
          )}
        </div>
      )}
    </div>
  );
}

function Next({ head, view, lobby }: { head: QueueHead; view: CircuitView; lobby: boolean }) {
  const { t } = useTexts();
  const [first, second] = view.next;
  if (lobby)
    return (
      <p className="col-span-2 text-sm text-balance text-soft lg:col-span-1">
        {head.waiting === 0 ? t('board.lobbyEmpty') : t('board.lobby', { count: head.waiting })}
      </p>
    );
  return (
    <div className="col-span-2 min-w-0 text-sm lg:col-span-1">
      {first === undefined ? (
        <p className="text-soft">{t('board.nobodyWaits')}</p>
      ) : (
        <>
          <Waiting {...first} />
          <div className="flex min-h-5 min-w-0 items-center gap-2">
            {second && <Waiting {...second} />}
            {view.more > 0 && (
              <span className="shrink-0 text-soft">{t('board.more', { count: view.more })}</span>
            )}
          </div>
        </>
      )}
    </div>
  );
}

function Waiting({ name, present }: { name: string; present: boolean }) {
  return (
    <p className="flex min-w-0 items-center gap-2">
      <Presence present={present} />
      <span className={`truncate ${present ? '' : 'text-soft'}`} title={name}>
        <bdi>{name}</bdi>
      </span>
    </p>
  );
}
