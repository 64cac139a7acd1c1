/** Circuits that are registered, in the order in which people contribute to them. */
import type { ItemOf } from '@brebaje/client/rest/bodies';
import { useState } from 'react';
import { rest } from '../../../../server/rest.ts';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import { CopyText } from '../../../../ui/copy-text.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { DialogButtons } from '../../../../ui/dialog-buttons.tsx';
import { ErrorNotice } from '../../../../ui/error-notice.tsx';
import { MoveButtons } from '../../sorting/move-buttons.tsx';
import { moved, useSorting } from '../../sorting/use-sorting.ts';
import { useAct } from '../use-act.ts';
import { EMPTY_SAID, type Said, SaidInputs, sourceOf } from './said-inputs.tsx';

type Circuit = ItemOf<'listCircuits'>;

/** What the metadata of a Groth16 circuit may say. */
interface Told {
  curve?: string;
  domainSize?: number;
  description?: string;
  r1cs?: { constraints?: number };
  phase1?: { power: number; checked: 'whole' | 'hash' };
  source?: Partial<Said>;
}

export function CircuitList({ circuits, changeable }: { circuits: readonly Circuit[]; changeable: boolean }) {
  const { t } = useTexts();
  const act = useAct();
  const [editing, setEditing] = useState<Circuit>();
  const [leaving, setLeaving] = useState<Circuit>();
  const [said, setSaid] = useState('');
  // Until the server says so itself.
  const [asked, setAsked] = useState<number[]>();
  const ids = asked ?? circuits.map(({ id }) => id);
  const move = async (id: number, to: number) => {
    if (act.busy || ids.indexOf(id) === to) return;
    setAsked(moved(ids, id, to));
    const place = to + 1;
    const done = await act.run(() =>
      rest.call({ method: 'PATCH', path: `/circuits/${id}`, body: { sequence: place } }),
    );
    setAsked(undefined);
    const slug = circuits.find((one) => one.id === id)?.slug ?? '';
    if (done) setSaid(t('setupCircuits.moved', { slug, place }));
  };
  const sorting = useSorting(ids, (id, to) => void move(id, to));
  const rows = sorting.order.flatMap((id) => circuits.find((one) => one.id === id) ?? []);
  const takeOut = async ({ id }: Circuit) => {
    if (await act.run(() => rest.call({ method: 'DELETE', path: `/circuits/${id}` }))) setLeaving(undefined);
  };
  return (
    <>
      <ol ref={sorting.list} className="divide-y divide-line">
        {rows.map((circuit, index) => (
          <li
            key={circuit.id}
            data-sorted={circuit.id}
            className={`flex flex-wrap items-start gap-3 py-3 ${sorting.dragged === circuit.id ? 'bg-accent-soft' : ''}`}
          >
            <span
              aria-hidden="true"
              className="grid size-8 shrink-0 place-items-center rounded-full bg-sunken text-sm font-semibold"
            >
              {index + 1}
            </span>
            <Says circuit={circuit} />
            {changeable && (
              <div className="ms-auto flex gap-2">
                {circuits.length > 1 && (
                  <MoveButtons
                    labels={{
                      earlier: t('setupCircuits.up', { slug: circuit.slug }),
                      later: t('setupCircuits.down', { slug: circuit.slug }),
                    }}
                    place={ids.indexOf(circuit.id)}
                    places={ids.length}
                    busy={act.busy}
                    onMove={(to) => void move(circuit.id, to)}
                    onGrab={(event) => sorting.grab(circuit.id, event)}
                  />
                )}
                <Button
                  look="quiet"
                  aria-label={t('setupCircuits.edit', { slug: circuit.slug })}
                  onClick={() => setEditing(circuit)}
                >
                  {t('setup.edit')}
                </Button>
                <Button
                  look="quiet"
                  aria-label={t('setupCircuits.removeFile', { name: circuit.slug })}
                  onClick={() => setLeaving(circuit)}
                >
                  ×
                </Button>
              </div>
            )}
          </li>
        ))}
      </ol>
      <p role="status" className="sr-only">
        {said}
      </p>
      {act.error !== undefined && <ErrorNotice error={act.error} />}
      {editing && <EditCircuit circuit={editing} onClose={() => setEditing(undefined)} />}
      {leaving && (
        <Dialog
          title={t('setupCircuits.removeTitle', { slug: leaving.slug })}
          onClose={() => setLeaving(undefined)}
        >
          <p>{t('setupCircuits.removeSays')}</p>
          <DialogButtons
            back={t('setup.back')}
            onBack={() => setLeaving(undefined)}
            danger
            busy={act.busy}
            onAct={() => void takeOut(leaving)}
          >
            {t('setupCircuits.takeOut')}
          </DialogButtons>
        </Dialog>
      )}
    </>
  );
}

function Says({ circuit }: { circuit: Circuit }) {
  const { t } = useTexts();
  const { slug, name, genesis, adopted } = circuit;
  const { curve, domainSize, r1cs, phase1, description } = circuit.metadata as Told;
  return (
    <div className="min-w-0 flex-1 basis-60">
      <p>
        <span className="font-semibold">{name ?? slug}</span>
        {name !== undefined && name !== slug && (
          <span className="ms-2 font-mono text-sm text-soft">{slug}</span>
        )}
      </p>
      {description !== undefined && <p className="text-sm">{description}</p>}
      {curve !== undefined && r1cs?.constraints !== undefined && (
        <p className="text-sm text-soft">
          {t('setupCircuits.circuitSays', { count: r1cs.constraints, domain: domainSize ?? 0, curve })}
          {phase1 && (
            <>
              {'; '}
              {t('setupCircuits.phase1Says', {
                power: phase1.power,
                checked: t(`setupCircuits.checked_${phase1.checked}`),
              })}
            </>
          )}
        </p>
      )}
      {adopted !== undefined && (
        <p className="text-sm text-soft">{t('setupCircuits.adopted', { count: adopted })}</p>
      )}
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="text-sm text-soft">{t('setupCircuits.genesisHash')}</span>
        <CopyText text={genesis} label={t('setupCircuits.genesis', { slug })} short />
      </p>
    </div>
  );
}

function EditCircuit({ circuit, onClose }: { circuit: Circuit; onClose(): void }) {
  const { t } = useTexts();
  const act = useAct();
  const { source = {}, description = '' } = circuit.metadata as Told;
  const [said, setSaid] = useState<Said>({ ...EMPTY_SAID, ...source, description, name: circuit.name ?? '' });
  const save = async () => {
    const { name, description: about, ...where } = said;
    const body = {
      name: name.trim() || null,
      description: about.trim() || null,
      source: sourceOf(where).source ?? null,
    };
    if (await act.run(() => rest.call({ method: 'PATCH', path: `/circuits/${circuit.id}`, body }))) onClose();
  };
  return (
    <Dialog title={t('setupCircuits.editTitle', { slug: circuit.slug })} onClose={onClose} wide>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <SaidInputs said={said} onChange={setSaid} />
        {act.error !== undefined && <ErrorNotice error={act.error} />}
        <DialogButtons back={t('setup.back')} onBack={onClose} busy={act.busy}>
          {t('setup.save')}
        </DialogButtons>
      </form>
    </Dialog>
  );
}
