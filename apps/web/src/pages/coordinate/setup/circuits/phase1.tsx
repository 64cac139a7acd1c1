/** The phase 1 of a circuit: one that the server has, or where to find one. */
import type { ItemOf } from '@brebaje/client/rest/bodies';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { CopyText } from '../../../../ui/copy-text.tsx';
import { Notice } from '../../../../ui/notice.tsx';
import { INPUT, InputFrame } from '../form/input-frame.tsx';

/** One that a circuit of the ceremony was made from. */
export interface KnownPhase1 {
  readonly slug: string;
  readonly sha256: string;
  readonly curve: string;
  readonly power: number;
}

/** The phases 1 of circuits that are registered, each once. */
export function phasesOf(circuits: readonly ItemOf<'listCircuits'>[]): KnownPhase1[] {
  const known = new Map<string, KnownPhase1>();
  for (const { slug, metadata } of circuits) {
    const { curve, phase1 } = metadata as {
      curve?: string;
      phase1?: { sha256?: string; power?: number; kept?: boolean };
    };
    if (curve === undefined || phase1?.sha256 === undefined || phase1.power === undefined) continue;
    if (!known.has(phase1.sha256))
      known.set(phase1.sha256, { slug, sha256: phase1.sha256, curve, power: phase1.power });
  }
  return [...known.values()];
}

export function Phase1Choice({
  known,
  value,
  onChange,
}: {
  known: readonly KnownPhase1[];
  value: string;
  onChange(sha256: string): void;
}) {
  const { t } = useTexts();
  return (
    <InputFrame label={t('setupCircuits.phase1Known')}>
      {(described) => (
        <select
          {...described}
          className={INPUT}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        >
          {known.map(({ sha256, slug, power }) => (
            <option key={sha256} value={sha256}>
              {t('setupCircuits.phase1Of', { slug, power })}
            </option>
          ))}
        </select>
      )}
    </InputFrame>
  );
}

/** Published ones are for BN254, from the power 8 on. */
const PUBLISHED = { least: 8, most: 28 };

/** Which one is needed, and how to get it. */
export function Phase1Missing({ needs, r1cs }: { needs: { curve: string; power: number }; r1cs: string }) {
  const { t } = useTexts();
  const { curve, power } = needs;
  const published =
    curve === 'bn254' && power <= PUBLISHED.most ? Math.max(power, PUBLISHED.least) : undefined;
  return (
    <Notice tone="warn">
      <p>{t('setupCircuits.ptauMissing', { curve, power })}</p>
      {published !== undefined && (
        <>
          <p className="mt-2 text-sm">{t('setupCircuits.ptauFetch', { power: published })}</p>
          <CopyText
            text={`brebaje powersoftau fetch --for ${r1cs} pot${published}.ptau`}
            label={t('setupCircuits.phase1Title')}
          />
        </>
      )}
    </Notice>
  );
}
