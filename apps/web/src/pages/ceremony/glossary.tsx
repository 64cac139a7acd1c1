import { useTexts } from '../../texts/use-texts.tsx';
import { Card } from '../../ui/card.tsx';
import { type ConceptName, Explanations } from '../../ui/concept.tsx';
import { useWatched } from './ceremony-context.ts';

const ALWAYS = [
  'trustedSetup',
  'oneHonest',
  'secret',
  'entropy',
  'contribution',
  'chain',
  'genesis',
  'head',
  'contributionHash',
] as const;
const AFTER = ['receipt', 'attestation', 'transcript', 'manifest', 'record', 'checkIn'] as const;

/** The words of this ceremony, for newcomers and for cryptographers. */
export function Glossary() {
  const { t } = useTexts();
  const { scheme, policy, beacon } = useWatched().ceremony;
  const names: ConceptName[] = [
    ...ALWAYS,
    ...(scheme === 'KZG' ? (['kzg', 'powersOfTau'] as const) : (['groth16', 'phase2', 'circuit'] as const)),
    policy.discipline === 'LOBBY' ? 'lobby' : 'queue',
    ...(beacon ? (['beacon'] as const) : []),
    ...AFTER,
  ];
  return (
    <Card title={t('ceremony.glossary')}>
      <details>
        <summary className="min-h-11 py-2 text-accent">
          {t('ceremony.glossaryShow', { count: names.length })}
        </summary>
        <div className="grid grid-cols-1 items-start gap-x-8 lg:grid-cols-2">
          {names.map((name) => (
            <details key={name} className="border-b border-line">
              <summary className="min-h-11 py-2.5 font-semibold first-letter:uppercase">
                {t(`concepts.${name}`)}
              </summary>
              <div className="pb-4">
                <Explanations of={name} />
              </div>
            </details>
          ))}
        </div>
      </details>
    </Card>
  );
}
