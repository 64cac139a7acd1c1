import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../texts/use-texts.tsx';
import { Card } from '../../ui/card.tsx';
import { Concept } from '../../ui/concept.tsx';
import { useWatched } from './ceremony-context.ts';
import { ChainPicture } from './chain/chain-picture.tsx';
import { useChain } from './chain/use-chain.ts';
import { useLengths } from './lengths.ts';
import type { Phase } from './state.ts';

/** The picture of the chain; of one of them where there are several. */
export function ChainCard() {
  const { t, rich } = useTexts();
  const { ceremony, phase } = useWatched();
  const [chosen, choose] = useState(ceremony.circuits[0]!.id);
  const circuit = ceremony.circuits.find(({ id }) => id === chosen) ?? ceremony.circuits[0]!;
  return (
    <Card
      title={t('ceremony.chain')}
      action={
        ceremony.circuits.length > 1 && (
          <label className="flex max-w-full items-center gap-2 text-sm text-soft">
            {t('ceremony.chainOf')}
            <select
              value={circuit.id}
              onChange={(event) => choose(Number(event.target.value))}
              className="min-h-11 max-w-full min-w-0 rounded border border-line bg-card px-2 text-ink"
            >
              {ceremony.circuits.map(({ id, slug }) => (
                <option key={id} value={id}>
                  {slug}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      <p className="mb-3 text-sm text-soft">
        {t('ceremony.chainHelp')}
        {endOf(ceremony, phase) !== 'none' && (
          <> {rich('ceremony.chainHelpBeacon', { c: (text) => <Concept of="beacon">{text}</Concept> })}</>
        )}
      </p>
      <Chain key={circuit.id} circuitId={circuit.id} />
    </Card>
  );
}

/** What comes after the last contribution: nothing where there is no beacon, or nobody will ask for it. */
function endOf({ beacon }: CeremonyBody, phase: Phase): 'none' | 'beacon' | 'planned' {
  if (!beacon || phase === 'canceled') return 'none';
  return phase === 'finalized' ? 'beacon' : 'planned';
}

function Chain({ circuitId }: { circuitId: number }) {
  const { t } = useTexts();
  const { ceremony, live, phase } = useWatched();
  const navigate = useNavigate();
  const length = useLengths().get(circuitId) ?? 0;
  const store = useChain(circuitId, length);
  const turn = live.snapshot?.turns.find((one) => one.circuitId === circuitId);
  return (
    <ChainPicture
      store={store}
      length={length}
      turn={turn}
      end={endOf(ceremony, phase)}
      label={t('ceremony.chainLabel', { count: length })}
      onOpen={(contribution) =>
        void navigate({
          to: '/c/$slug/people',
          params: { slug: ceremony.slug },
          search: { contribution },
        })
      }
    />
  );
}
