/** One act that was chosen: what it means, what it needs, the reason, and the button that does it. */
import { RestRefusal } from '@brebaje/client/rest/rest-client';
import { type FormEvent, useId, useState } from 'react';
import { useTexts } from '../../../texts/use-texts.tsx';
import { DialogButtons } from '../../../ui/dialog-buttons.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { INPUT, LABEL } from '../../../ui/input.ts';
import { useCoordinated } from '../coordinated.ts';
import { askAgain } from '../refresh.ts';
import { type Act, decidedOn, GRAVE, isPossible, type PersonAct, UNDO } from './acts.ts';
import type { Sight } from './acts-dialog.tsx';
import type { Told } from './acts-host.tsx';
import { type Order, sendOrder } from './send-order.ts';
import type { ActTarget } from './use-acts.tsx';

/** Spans that are offered, seconds. */
const SPANS = [600, 1_800, 3_600, 10_800, 86_400] as const;

interface FormProps {
  act: Act;
  circuit: ActTarget['circuit'];
  sight: Sight | undefined;
  /** It has changed since it was decided on. */
  blocked: boolean;
  seen: string | undefined;
  /** Looks again, now. */
  look(): Promise<Sight | undefined>;
  onBack(): void;
  onDone(told: Told): void;
}

export function ActForm({ act, circuit, sight, blocked, seen, look, onBack, onDone }: FormProps) {
  const { t, formats } = useTexts();
  const { ceremony } = useCoordinated();
  const id = useId();
  const [seconds, setSeconds] = useState<number>(SPANS[1]);
  const [priority, setPriority] = useState(sight?.person.priority ?? 0);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const name = sight?.person.publicName ?? '';
  const about = act === 'halt' || act === 'resume' ? circuit : undefined;
  const possible =
    about !== undefined ||
    (sight !== undefined && isPossible(act as PersonAct, sight.person, ceremony.policy.discipline));
  const checking = sight?.person.contributionStep === 'VERIFYING';

  async function carryOut(reason: string): Promise<void> {
    const order = { act, reason, seconds, priority, circuitId: about?.id } satisfies Omit<Order, 'sight'>;
    try {
      await sendOrder({ ...order, sight });
    } catch (refusal) {
      const other = refusal instanceof RestRefusal && refusal.status === 412;
      const now = other ? await look() : undefined;
      // What moved was a step of theirs, or how far they are: the same is decided on.
      if (!now || decidedOn(now.person) !== seen) throw refusal;
      await sendOrder({ ...order, sight: now });
    }
  }

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason')).trim();
    if (reason === '' || busy) return;
    setBusy(true);
    setError(undefined);
    try {
      await carryOut(reason);
      await askAgain(ceremony.id, ceremony.slug);
      onDone(toldOf());
    } catch (refusal) {
      setBusy(false);
      // The notice above says what is another now.
      if (!(refusal instanceof RestRefusal && refusal.status === 412)) setError(refusal);
      void look();
    }
  }

  function toldOf(): Told {
    const words = about
      ? t(act === 'halt' ? 'board.haltDone' : 'board.resumeDone', { circuit: about.slug })
      : t(`board.${act as PersonAct}Done`, { name });
    const undo = UNDO[act];
    if (undo === undefined) return { words };
    const back = {
      timeout: t('board.undoTimeout', { name }),
      replace: t('board.undoReplace', { name }),
      halt: t('board.undoHalt'),
      resume: t('board.undoResume'),
    }[act as 'timeout' | 'replace' | 'halt' | 'resume'];
    const target: ActTarget = about
      ? { circuit: { ...about, halted: act === 'halt' }, act: undo }
      : { participantId: sight?.person.id, act: undo };
    return { words, undo: { words: back, target } };
  }

  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
      <p>
        <span className="block font-semibold">{t(`board.${act}`)}</span>
        {act === 'timeout' && checking ? t('board.timeoutMeansChecking') : t(`board.${act}Means`)}
      </p>
      {act === 'extend' && <Spans seconds={seconds} onChange={setSeconds} />}
      {act === 'priority' && (
        <div className="flex flex-col gap-1">
          <label className={LABEL} htmlFor={`${id}-priority`}>
            {t('board.priorityValue')}
          </label>
          <input
            id={`${id}-priority`}
            className={INPUT}
            type="number"
            min={-1000}
            max={1000}
            step={1}
            required
            value={priority}
            onChange={(event) => setPriority(event.target.valueAsNumber || 0)}
          />
        </div>
      )}
      <div className="flex flex-col gap-1">
        <label className={LABEL} htmlFor={`${id}-reason`}>
          {t('board.reason')}
        </label>
        <textarea
          id={`${id}-reason`}
          name="reason"
          className={INPUT}
          rows={2}
          maxLength={500}
          required
          aria-describedby={`${id}-public`}
        />
        <p id={`${id}-public`} className="text-sm text-soft">
          {t('board.reasonPublic')}
        </p>
      </div>
      {error !== undefined && <ErrorNotice error={error} />}
      {!possible && !blocked && <p className="text-warn">{t('board.notPossible')}</p>}
      <DialogButtons
        back={t('board.back')}
        onBack={onBack}
        danger={GRAVE.has(act)}
        busy={busy}
        disabled={blocked || !possible}
      >
        {act === 'extend' ? t('board.extendDo', { span: formats.span(seconds) }) : t(`board.${act}Do`)}
      </DialogButtons>
    </form>
  );
}

function Spans({ seconds, onChange }: { seconds: number; onChange(seconds: number): void }) {
  const { t, formats } = useTexts();
  const id = useId();
  return (
    <fieldset>
      <legend className={LABEL}>{t('board.extendBy')}</legend>
      <div className="mt-1 flex flex-wrap gap-2">
        {SPANS.map((span) => (
          <label
            key={span}
            className="flex min-h-11 items-center gap-2 rounded-md border border-line px-3 has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name="span"
              checked={seconds === span}
              onChange={() => onChange(span)}
              className="accent-accent"
            />
            {formats.span(span)}
          </label>
        ))}
      </div>
      <label className="mt-2 block text-sm text-soft" htmlFor={id}>
        {t('board.extendOther')}
      </label>
      <input
        id={id}
        className={INPUT}
        type="number"
        min={1}
        max={10_080}
        step={1}
        onChange={(event) => {
          const minutes = event.target.valueAsNumber;
          if (minutes >= 1 && minutes <= 10_080) onChange(Math.floor(minutes) * 60);
        }}
      />
    </fieldset>
  );
}
