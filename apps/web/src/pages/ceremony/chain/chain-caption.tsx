/** What lies at the chosen place of the chain, in words, with the way to it. */
import type { ReactNode } from 'react';
import type { Snapshot } from '../../../live/live-feed.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { Concept } from '../../../ui/concept.tsx';
import { Moment } from '../../../ui/moment.tsx';
import { Bead } from './bead-shape.tsx';
import type { ChainStore } from './chain-store.ts';
import { seedOf } from './seed.ts';

export function ChainCaption({
  store,
  length,
  places,
  end,
  turn,
  place,
  onOpen,
}: {
  store: ChainStore;
  length: number;
  places: number;
  end: 'none' | 'beacon' | 'planned';
  turn: Snapshot['turns'][number] | undefined;
  place: number;
  onOpen(): void;
}) {
  const { t, rich } = useTexts();
  const link = store.get(place);
  if (place > 0 && place <= length && link)
    return (
      <Caption
        picture={<Bead seed={seedOf(link)} size={36} />}
        action={
          <Button look="quiet" onClick={onOpen}>
            {t('ceremony.chainOpen')}
          </Button>
        }
      >
        <span className="block font-semibold">
          {rich(
            'ceremony.chainNumber',
            { b: (name) => <bdi>{name}</bdi> },
            {
              position: place,
              name: link.publicName,
            },
          )}
        </span>
        <span className="block text-sm text-soft">
          <Moment at={link.acceptedAt} />
          {link.contributionHash && (
            <code className="block truncate font-mono">{`${link.contributionHash.slice(0, 16)}…`}</code>
          )}
        </span>
      </Caption>
    );
  if (place === 0) return <Caption>{rich('ceremony.chainGenesisText', { c: term('genesis') })}</Caption>;
  if (place <= length) return <Caption>{t('ceremony.chainUnknown', { position: place })}</Caption>;
  if (place === places - 1 && end !== 'none')
    return (
      <Caption>
        {rich(end === 'planned' ? 'ceremony.chainBeaconPlanned' : 'ceremony.chainBeaconText', {
          c: term('beacon'),
        })}
      </Caption>
    );
  return (
    <Caption>
      {turn ? t('ceremony.chainNow', { name: turn.publicName, position: place }) : t('ceremony.chainNext')}
    </Caption>
  );
}

const term = (name: 'genesis' | 'beacon') => (text: string) => <Concept of={name}>{text}</Concept>;

function Caption({
  picture,
  action,
  children,
}: {
  picture?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <figcaption className="flex min-h-14 flex-wrap items-center gap-3 border-t border-line pt-3">
      {picture}
      <span className="min-w-0 flex-1">{children}</span>
      {action}
    </figcaption>
  );
}
