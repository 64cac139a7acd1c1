/** One circuit that is about to be registered: its files, what is wrong with them, what is said of it. */
import { useState } from 'react';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import { Card } from '../../../../ui/card.tsx';
import { Facts } from '../../../../ui/facts.tsx';
import { Notice } from '../../../../ui/notice.tsx';
import { INPUT, InputFrame } from '../form/input-frame.tsx';
import { Folded } from '../form/inputs.tsx';
import { slugOf } from '../form/what-part.tsx';
import { FileRow } from './file-row.tsx';
import { fits } from './fits.ts';
import type { LookedFile } from './looked-files.ts';
import { type KnownPhase1, Phase1Choice, Phase1Missing } from './phase1.tsx';
import { type ChosenFile, register } from './registering.ts';
import { EMPTY_SAID, type Said, SaidInputs, sourceOf } from './said-inputs.tsx';

/** Files of one circuit. `own` are its alone; a phase 1 is shared. */
export interface Group {
  readonly r1cs: LookedFile;
  readonly own: readonly LookedFile[];
  readonly ptau: LookedFile | undefined;
}

const stem = (name: string) => name.replace(/\.[^.]+$/, '').replace(/_?\d{4,}$/, '');

/**
 * One circuit for each r1cs. With several, a wasm or zkey goes to the r1cs of the same name; what belongs to none is
 * loose, the phase 1 among it.
 */
export function groupsOf(files: readonly LookedFile[]): { groups: Group[]; loose: LookedFile[] } {
  const circuits = files.filter(({ looked }) => looked?.kind === 'r1cs');
  // The latest one that was chosen counts.
  const ptau = files.findLast(({ looked }) => looked?.kind === 'ptau');
  const others = files.filter(
    ({ looked }) => looked !== undefined && looked.kind !== 'r1cs' && looked.kind !== 'ptau',
  );
  const groups = circuits.map((r1cs): Group => {
    const mine = others.filter(
      ({ file }) => circuits.length === 1 || stem(file.name) === stem(r1cs.file.name),
    );
    return { r1cs, own: [r1cs, ...mine], ptau };
  });
  const owned = new Set(groups.flatMap(({ own }) => own));
  return { groups, loose: files.filter((file) => !owned.has(file)) };
}

export function NewCircuit({
  ceremony,
  group,
  taken,
  phases,
  onForget,
  onBegun,
}: {
  ceremony: { id: number; slug: string };
  group: Group;
  taken: readonly string[];
  phases: readonly KnownPhase1[];
  onForget(): void;
  onBegun(slug: string): void;
}) {
  const { t, formats } = useTexts();
  const { r1cs, own, ptau } = group;
  const looked = r1cs.looked?.kind === 'r1cs' ? r1cs.looked : undefined;
  const [slug, setSlug] = useState(() => slugOf(stem(r1cs.file.name)));
  const [said, setSaid] = useState<Said>(EMPTY_SAID);
  const [phase1, setPhase1] = useState<string>();
  const [hash, setHash] = useState('');
  const [keep, setKeep] = useState(true);
  if (!looked) return null;
  const known = phases.filter(({ curve, power }) => curve === looked.curve && power >= looked.power);
  const chosen = ptau ? undefined : known.find((one) => one.sha256 === (phase1 ?? known[0]?.sha256));
  const { misfits, published } = fits(ptau ? [...own, ptau] : own);
  const files = ptau ? [...own, ptau] : own;
  const unfit = !/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(slug);
  const doubled = taken.includes(slug);
  const hashed = files.every(({ sha256 }) => sha256 !== undefined);
  // Whoever names the hash vouches for the file.
  const vouched = hash.trim() !== '';
  const wrong = misfits.filter((misfit) => misfit !== 'NOBODY_CONTRIBUTED' || !vouched);
  const ready =
    wrong.length === 0 && hashed && !unfit && !doubled && (ptau !== undefined || chosen !== undefined);
  const { sizes } = looked;
  const begin = () => {
    const { name, description, ...source } = said;
    const given = hash.trim().toLowerCase() || published;
    const about = {
      slug,
      ...(name.trim() ? { name: name.trim() } : {}),
      ...(description.trim() ? { description: description.trim() } : {}),
      ...sourceOf(source),
      ...(ptau ? (given ? { ptauHash: given } : {}) : { ptau: chosen!.sha256 }),
      ...(keep ? {} : { keepPtau: false }),
    };
    const sent = files.map(
      ({ looked: kind, file, sha256, handle }): ChosenFile => ({
        kind: kind!.kind,
        file,
        sha256: sha256!,
        handle,
      }),
    );
    void register(ceremony, about, sent);
    onBegun(slug);
  };
  return (
    <Card level={3} title={`${t('setupCircuits.newCircuit')}: ${slug}`}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) begin();
        }}
      >
        <ul className="divide-y divide-line">
          {own.map((file) => (
            <FileRow key={file.id} file={file} onRemove={onForget} />
          ))}
        </ul>
        {wrong.length > 0 && (
          <Notice tone="bad" live="assertive">
            <ul className="list-disc ps-5">
              {wrong.map((misfit) => (
                <li key={misfit}>
                  {t(`setupCircuits.misfit_${misfit}`, {
                    power: looked.power,
                    ptau: ptau?.looked?.kind === 'ptau' ? ptau.looked.power : 0,
                  })}
                </li>
              ))}
            </ul>
          </Notice>
        )}
        {!ptau && <Phase1Missing needs={looked} r1cs={r1cs.file.name} />}
        {!ptau && known.length > 0 && (
          <Phase1Choice known={known} value={chosen?.sha256 ?? ''} onChange={setPhase1} />
        )}
        {published !== undefined && ptau?.looked?.kind === 'ptau' && (
          <p className="text-good">{t('setupCircuits.published', { power: ptau.looked.power })}</p>
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <InputFrame
            label={t('setupCircuits.slug')}
            hint={t('setupCircuits.slugHint')}
            faults={
              doubled ? [t('setupCircuits.taken', { slug })] : unfit ? [t('setupCircuits.slugUnfit')] : []
            }
          >
            {(described) => (
              <input
                {...described}
                maxLength={64}
                className={`${INPUT} font-mono`}
                value={slug}
                onChange={({ target }) => setSlug(target.value.toLowerCase())}
              />
            )}
          </InputFrame>
          <div>
            <p className="font-semibold">{t('setupCircuits.means')}</p>
            <Facts
              items={[
                [t('setupCircuits.meansZkey'), formats.size(sizes.whole)],
                [
                  t('setupCircuits.meansEach'),
                  t('setupCircuits.meansEachValue', {
                    download: formats.size(2 * sizes.slim),
                    upload: formats.size(sizes.slim),
                  }),
                ],
                [t('setupCircuits.meansDisk'), formats.size(sizes.immutable + 22 * sizes.slim)],
              ]}
            />
          </div>
        </div>
        <Folded title={t('setupCircuits.sourceTitle')}>
          <SaidInputs said={said} onChange={setSaid} />
        </Folded>
        {ptau && (
          <Folded title={t('setupCircuits.phase1Title')} open={misfits.includes('NOBODY_CONTRIBUTED')}>
            <InputFrame label={t('setupCircuits.ptauHash')} hint={t('setupCircuits.ptauHashHint')} optional>
              {(described) => (
                <input
                  {...described}
                  className={`${INPUT} font-mono text-sm`}
                  placeholder={published}
                  value={hash}
                  onChange={({ target }) => setHash(target.value)}
                />
              )}
            </InputFrame>
            <label className="flex min-h-11 items-center gap-3">
              <input
                type="checkbox"
                className="size-5 accent-accent"
                checked={keep}
                onChange={({ target }) => setKeep(target.checked)}
              />
              {t('setupCircuits.keepPtau')}
            </label>
          </Folded>
        )}
        <div className="flex flex-wrap gap-3">
          <Button type="submit" disabled={!ready}>
            {t(
              files.some(({ looked: one }) => one?.kind === 'zkey')
                ? 'setupCircuits.adopt'
                : 'setupCircuits.register',
            )}
          </Button>
          <Button look="quiet" onClick={onForget}>
            {t('setupCircuits.forget')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
