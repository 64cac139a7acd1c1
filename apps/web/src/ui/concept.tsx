/** Words that a newcomer cannot know, explained twice: plainly, and as a cryptographer would say it. */
import { type ReactNode, useId } from 'react';
import type { concepts } from '../texts/en/concepts.ts';
import { useTexts } from '../texts/use-texts.tsx';

type Names = keyof typeof concepts;

/** Those that have both explanations. */
export type ConceptName = {
  [Name in Names]: `${Name}Plain` extends Names ? (`${Name}Formal` extends Names ? Name : never) : never;
}[Names];

/** Both explanations side by side; one below the other where there is no room. */
export function Explanations({ of: name }: { of: ConceptName }) {
  const { t } = useTexts();
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-3 sm:grid-cols-2">
      <div>
        <dt className="text-sm font-semibold text-accent">{t('concepts.plain')}</dt>
        <dd className="mt-1">{t(`concepts.${name}Plain`)}</dd>
      </div>
      <div>
        <dt className="text-sm font-semibold text-soft">{t('concepts.formal')}</dt>
        <dd className="mt-1 text-soft">{t(`concepts.${name}Formal`)}</dd>
      </div>
    </dl>
  );
}

/**
 * A word in a text that can be asked about: a small card explains it and closes by Escape or a click elsewhere.
 * Without children it is the word of the catalogue.
 */
export function Concept({ of: name, children }: { of: ConceptName; children?: ReactNode }) {
  const { t } = useTexts();
  const id = useId();
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        title={t('concepts.what', { name: t(`concepts.${name}`) })}
        className="cursor-help text-start decoration-dotted underline decoration-accent underline-offset-4"
      >
        {children ?? t(`concepts.${name}`)}
      </button>
      {/* A paragraph may hold spans only. */}
      <span
        id={id}
        popover="auto"
        className="fixed inset-0 m-auto h-fit max-h-[90dvh] w-[min(40rem,92vw)] overflow-auto rounded-xl border border-line bg-card p-5 text-start text-base font-normal whitespace-normal text-ink shadow-xl backdrop:bg-black/30"
      >
        <ConceptCard name={name} />
      </span>
    </>
  );
}

function ConceptCard({ name }: { name: ConceptName }) {
  const { t } = useTexts();
  return (
    <>
      <strong className="mb-3 block text-lg first-letter:uppercase">{t(`concepts.${name}`)}</strong>
      <span className="grid grid-cols-1 gap-x-6 gap-y-3 sm:grid-cols-2">
        <span className="block">
          <span className="block text-sm font-semibold text-accent">{t('concepts.plain')}</span>
          <span className="mt-1 block">{t(`concepts.${name}Plain`)}</span>
        </span>
        <span className="block">
          <span className="block text-sm font-semibold text-soft">{t('concepts.formal')}</span>
          <span className="mt-1 block text-soft">{t(`concepts.${name}Formal`)}</span>
        </span>
      </span>
    </>
  );
}
