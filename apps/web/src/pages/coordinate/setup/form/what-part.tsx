/** What a new ceremony is: its kind, its name, its sizes. */
import { useId, useState } from 'react';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import { Card } from '../../../../ui/card.tsx';
import type { Values } from './fields.ts';
import { isTest, useForm } from './form-state.tsx';
import { INPUT, InputFrame } from './input-frame.tsx';

/** Ethereum's four, and the smallest that make sense to try things out. */
export const ETHEREUM_SIZES: Values['sizes'] = [4096, 8192, 16384, 32768].map((g1) => ({
  g1: `${g1}`,
  g2: '65',
}));
export const SMALL_SIZES: Values['sizes'] = [{ g1: '16', g2: '3' }];

/** Which kind: a choice that everything else follows. */
export function SchemePart() {
  const { t } = useTexts();
  const { values, set } = useForm();
  return (
    <InputFrame label={t('setupForm.scheme')} hint={t('setupForm.schemeHint')} group>
      {() => (
        <div className="mt-2 grid gap-3 sm:grid-cols-2">
          {(['KZG', 'GROTH16'] as const).map((scheme) => (
            <label
              key={scheme}
              className="flex cursor-pointer gap-3 rounded-lg border border-line p-4 has-checked:border-accent has-checked:bg-accent-soft"
            >
              <input
                type="radio"
                name="scheme"
                className="mt-1 size-5 shrink-0 accent-accent"
                checked={values.scheme === scheme}
                onChange={() => set('scheme', scheme)}
              />
              <span>
                <span className="block font-semibold">{t(`setupForm.scheme_${scheme}`)}</span>
                <span className="block text-sm text-soft">{t(`setupForm.scheme_${scheme}Hint`)}</span>
              </span>
            </label>
          ))}
        </div>
      )}
    </InputFrame>
  );
}

/** Lower-case letters, digits and hyphens of a title. */
export function slugOf(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '');
}

/** Title, address and whether it is a test. `taken`: whether the slug is, as far as that is known. */
export function NamePart({ taken }: { taken: boolean | undefined }) {
  const { t } = useTexts();
  const { values, set, stage, faults } = useForm();
  const [own, setOwn] = useState(values.slug !== '' && values.slug !== slugOf(values.title));
  return (
    <Card title={t('setupForm.whatPart')}>
      <div className="flex flex-col gap-5">
        {stage === 'new' && <SchemePart />}
        <div className="grid gap-5 sm:grid-cols-2">
          <InputFrame label={t('setupForm.title')} hint={t('setupForm.titleHint')} faults={faults.title}>
            {(described) => (
              <input
                {...described}
                className={INPUT}
                maxLength={120}
                disabled={stage === 'opened'}
                value={values.title}
                onChange={({ target }) => {
                  set('title', target.value);
                  if (stage === 'new' && !own) set('slug', slugOf(target.value));
                }}
              />
            )}
          </InputFrame>
          {stage === 'new' && (
            <InputFrame
              label={t('setupForm.slug')}
              hint={t('setupForm.slugHint')}
              faults={taken ? [t('setupForm.slugTaken', { slug: values.slug })] : faults.slug}
            >
              {(described) => (
                <>
                  <input
                    {...described}
                    className={`${INPUT} font-mono`}
                    maxLength={64}
                    value={values.slug}
                    onChange={({ target }) => {
                      setOwn(target.value !== '');
                      set('slug', target.value.toLowerCase());
                    }}
                  />
                  <span role="status" className="text-sm text-good">
                    {taken === false && t('setupForm.slugFree', { slug: values.slug })}
                  </span>
                </>
              )}
            </InputFrame>
          )}
        </div>
        <TestInput />
        {stage === 'new' && values.scheme === 'KZG' && <SizesInput />}
      </div>
    </Card>
  );
}

function TestInput() {
  const { t } = useTexts();
  const form = useForm();
  const { set, stage, faults } = form;
  const id = useId();
  const wrong = (faults.test?.length ?? 0) > 0;
  return (
    <div>
      <label className="flex min-h-11 items-start gap-3">
        <input
          type="checkbox"
          className="mt-1 size-5 shrink-0 accent-accent"
          disabled={stage === 'opened'}
          aria-invalid={wrong || undefined}
          aria-describedby={wrong ? id : undefined}
          checked={isTest(form)}
          onChange={({ target }) => set('test', target.checked ? 'yes' : 'no')}
        />
        <span>
          <span className="block font-semibold">{t('setupForm.test')}</span>
          <span className="block text-sm text-soft">{t('setupForm.testHint')}</span>
        </span>
      </label>
      {wrong && (
        <p id={id} className="ps-8 text-sm whitespace-pre-line text-bad">
          {faults.test?.join('\n')}
        </p>
      )}
    </div>
  );
}

type Sizes = 'usual' | 'small' | 'own';

function SizesInput() {
  const { t } = useTexts();
  const { values, set, faults } = useForm();
  const said = JSON.stringify(values.sizes);
  const is: Sizes =
    said === JSON.stringify(ETHEREUM_SIZES)
      ? 'usual'
      : said === JSON.stringify(SMALL_SIZES)
        ? 'small'
        : 'own';
  const [kind, setKind] = useState<Sizes>(is);
  const change = (at: number, more: object) =>
    set(
      'sizes',
      values.sizes.map((size, index) => (index === at ? { ...size, ...more } : size)),
    );
  return (
    <>
      <InputFrame label={t('setupForm.sizes')} hint={t('setupForm.sizesHint')} faults={faults.sizes}>
        {(described) => (
          <select
            {...described}
            className={INPUT}
            value={kind}
            onChange={({ target }) => {
              const next = target.value as Sizes;
              setKind(next);
              if (next !== 'own') set('sizes', next === 'usual' ? ETHEREUM_SIZES : SMALL_SIZES);
            }}
          >
            <option value="usual">{t('setupForm.sizesUsual')}</option>
            <option value="small">{t('setupForm.sizesSmall')}</option>
            <option value="own">{t('setupForm.sizesOwn')}</option>
          </select>
        )}
      </InputFrame>
      {kind === 'own' && (
        <div className="flex flex-col gap-3">
          {values.sizes.map((size, index) => (
            <div key={index} className="grid grid-cols-2 items-start gap-3">
              {(['g1', 'g2'] as const).map((name) => (
                <InputFrame
                  key={name}
                  label={t(name === 'g1' ? 'setupForm.sizesG1' : 'setupForm.sizesG2', { number: index + 1 })}
                  faults={faults[`sizes.${index}.${name}`]}
                >
                  {(described) => (
                    <span className="flex gap-3">
                      <input
                        {...described}
                        inputMode="numeric"
                        className={`${INPUT} flex-1`}
                        value={size[name]}
                        onChange={({ target }) => change(index, { [name]: target.value })}
                      />
                      {name === 'g2' && (
                        <Button
                          look="quiet"
                          disabled={values.sizes.length === 1}
                          aria-label={`${t('setupForm.remove')} ${index + 1}`}
                          onClick={() => set('sizes', values.sizes.toSpliced(index, 1))}
                        >
                          ×
                        </Button>
                      )}
                    </span>
                  )}
                </InputFrame>
              ))}
            </div>
          ))}
          <div>
            <Button
              look="quiet"
              disabled={values.sizes.length >= 16}
              onClick={() => set('sizes', [...values.sizes, { g1: '4096', g2: '65' }])}
            >
              {t('setupForm.addSize')}
            </Button>
          </div>
        </div>
      )}
    </>
  );
}
