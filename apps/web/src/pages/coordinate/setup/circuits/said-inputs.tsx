/** What is said of a circuit: for people, and so that somebody else can compile it again. */
import { useTexts } from '../../../../texts/use-texts.tsx';
import { INPUT, InputFrame } from '../form/input-frame.tsx';

export interface Said {
  readonly name: string;
  readonly description: string;
  readonly repository: string;
  readonly commit: string;
  readonly compiler: string;
  readonly command: string;
}

export const EMPTY_SAID: Said = {
  name: '',
  description: '',
  repository: '',
  commit: '',
  compiler: '',
  command: '',
};

const EXAMPLES: Partial<Said> = {
  repository: 'https://github.com/we/circuits',
  commit: '9f3c1d2',
  compiler: 'circom 2.2.3',
  command: 'circom transfer.circom --r1cs --wasm',
};

/** The source as the interface takes it; nothing when nothing is said. */
export function sourceOf(fields: Omit<Said, 'name' | 'description'>): { source?: Record<string, string> } {
  const said = Object.entries(fields)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== '');
  return said.length === 0 ? {} : { source: Object.fromEntries(said) };
}

export function SaidInputs({ said, onChange }: { said: Said; onChange(said: Said): void }) {
  const { t } = useTexts();
  return (
    <>
      <p className="text-sm text-soft">{t('setupCircuits.sourceHint')}</p>
      <div className="grid gap-4 sm:grid-cols-2">
        {(Object.keys(EMPTY_SAID) as (keyof Said)[]).map((name) => (
          <InputFrame key={name} label={t(`setupCircuits.${name}`)} optional>
            {(described) => (
              <input
                {...described}
                className={INPUT}
                placeholder={EXAMPLES[name]}
                value={said[name]}
                onChange={({ target }) => onChange({ ...said, [name]: target.value })}
              />
            )}
          </InputFrame>
        ))}
      </div>
    </>
  );
}
