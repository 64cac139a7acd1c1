/** Rules of several parts: the limit of a turn, and what ends every chain. */
import { serverNow } from '../../../../server/rest.ts';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Concept } from '../../../../ui/concept.tsx';
import type { Beacon, Timeout } from './fields.ts';
import { FIELDS } from './fields.ts';
import { useForm } from './form-state.tsx';
import { INPUT, InputFrame } from './input-frame.tsx';
import { SpanPair } from './inputs.tsx';

const KINDS = ['FIXED', 'DYNAMIC', 'NONE'] as const;

/** How long a turn may take. */
export function TimeoutInput() {
  const { t, formats } = useTexts();
  const { values, set, faults, usual, stage } = useForm();
  const { timeout } = values;
  const change = (more: Partial<Timeout>) => set('timeout', { ...timeout, ...more });
  const duration = usual?.timeout.type === 'FIXED' ? usual.timeout.duration : undefined;
  return (
    <div className="flex flex-col gap-3">
      <InputFrame label={t('setupForm.timeout')} hint={t('setupForm.timeoutHint')} faults={faults.timeout}>
        {(described) => (
          <select
            {...described}
            className={INPUT}
            value={timeout.type}
            onChange={({ target }) => change({ type: target.value as Timeout['type'] })}
          >
            {(stage === 'new' || timeout.type === '') && (
              <option value="">
                {duration === undefined
                  ? t('setupForm.asUsual')
                  : t('setupForm.asUsualValue', { value: formats.span(duration) })}
              </option>
            )}
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`setupForm.timeout_${kind}`)}
              </option>
            ))}
          </select>
        )}
      </InputFrame>
      {timeout.type === 'FIXED' && (
        <InputFrame label={t('setupForm.timeoutDuration')} faults={faults['timeout.duration']}>
          {(described) => (
            <SpanPair
              described={described}
              label={t('setupForm.timeoutDuration')}
              value={timeout.duration}
              onChange={(next) => change({ duration: next })}
            />
          )}
        </InputFrame>
      )}
      {timeout.type === 'FIXED' && values.scheme === 'GROTH16' && (
        <label className="flex min-h-11 items-center gap-3">
          <input
            type="checkbox"
            className="size-5 accent-accent"
            checked={timeout.bySize}
            onChange={({ target }) => change({ bySize: target.checked })}
          />
          {t('setupForm.timeoutBySize')}
        </label>
      )}
      {timeout.type === 'DYNAMIC' && (
        <InputFrame
          label={t('setupForm.timeoutPercent')}
          hint={t('setupForm.timeoutPercentHint')}
          faults={faults['timeout.percent']}
        >
          {(described) => (
            <input
              {...described}
              className={INPUT}
              inputMode="numeric"
              value={timeout.percent}
              onChange={({ target }) => change({ percent: target.value })}
            />
          )}
        </InputFrame>
      )}
      {timeout.type === 'NONE' && <p className="text-sm text-warn">{t('setupForm.timeoutNoneHint')}</p>}
    </div>
  );
}

/** The slot at a time in milliseconds: one every twelve seconds since the beacon chain's genesis. */
const slotAt = (at: number): number => Math.floor((at / 1000 - 1_606_824_023) / 12);

const SOURCES = ['drand-quicknet', 'ethereum-slot'] as const;

/** The random value at the end. `later`: only a later one can be named. */
export function BeaconInput({ later = false }: { later?: boolean }) {
  const { t, formats } = useTexts();
  const { values, set, faults, usual, stage } = useForm();
  const { beacon } = values;
  const empty = FIELDS.beacon.codec.empty;
  const change = (more: Partial<Beacon>) => set('beacon', { ...beacon, ...more });
  const rule = usual?.beacon;
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <InputFrame
        label={t('setupForm.beacon')}
        hint={
          <>
            {t('setupForm.beaconHint')} (<Concept of="beacon" />)
          </>
        }
        faults={faults.beacon}
      >
        {(described) => (
          <select
            {...described}
            className={INPUT}
            value={beacon.source}
            disabled={later}
            onChange={({ target }) => set('beacon', { ...empty, source: target.value as Beacon['source'] })}
          >
            {(stage === 'new' || beacon.source === '') && (
              <option value="">
                {rule?.source === 'drand-quicknet'
                  ? t('setupForm.asUsualValue', { value: `drand, ${formats.span(rule.notBefore)}` })
                  : t('setupForm.asUsual')}
              </option>
            )}
            {SOURCES.map((source) => (
              <option key={source} value={source}>
                {t(`setupForm.beacon_${source}`)}
              </option>
            ))}
          </select>
        )}
      </InputFrame>
      {beacon.source === 'drand-quicknet' && (
        <InputFrame label={t('setupForm.beaconNotBefore')} faults={faults['beacon.notBefore']}>
          {(described) => (
            <SpanPair
              described={described}
              label={t('setupForm.beaconNotBefore')}
              value={beacon.notBefore}
              usual={rule?.source === 'drand-quicknet' ? rule.notBefore : 86_400}
              onChange={(notBefore) => change({ notBefore })}
            />
          )}
        </InputFrame>
      )}
      {beacon.source === 'drand-quicknet' && stage === 'opened' && (
        <InputFrame
          label={t('setupForm.beaconRound')}
          hint={t('setupForm.beaconRoundHint')}
          faults={faults['beacon.round']}
        >
          {(described) => (
            <input
              {...described}
              className={INPUT}
              inputMode="numeric"
              value={beacon.round}
              onChange={({ target }) => change({ round: target.value })}
            />
          )}
        </InputFrame>
      )}
      {beacon.source === 'ethereum-slot' && (
        <InputFrame
          label={t('setupForm.beaconSlot')}
          hint={t('setupForm.beaconSlotHint', { slot: `${slotAt(serverNow() + 3_600_000)}` })}
          faults={faults['beacon.slot']}
        >
          {(described) => (
            <input
              {...described}
              className={INPUT}
              inputMode="numeric"
              value={beacon.slot}
              onChange={({ target }) => change({ slot: target.value })}
            />
          )}
        </InputFrame>
      )}
    </div>
  );
}
