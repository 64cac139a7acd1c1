/** Each circuit with its chain: how long it is, who is at work, whether it takes anybody. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Card } from '../../ui/card.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { useWatched } from './ceremony-context.ts';
import { useLengths } from './lengths.ts';
import { stagesOf } from './stages.ts';

export function Circuits() {
  const { t, formats } = useTexts();
  const { ceremony, live } = useWatched();
  const lengths = useLengths();
  const { data } = useQuery({
    queryKey: ['circuits', ceremony.id],
    queryFn: ({ signal }) =>
      read<AnswerBody<'listCircuits'>>(`/circuits?ceremonyId=${ceremony.id}&limit=100`, signal),
    refetchInterval: 60_000,
  });
  const told = new Map(data?.items.map((circuit) => [circuit.id, circuit]));
  const longest = Math.max(1, ceremony.policy.closing.count ?? 0, ...lengths.values());
  return (
    <Card title={t('ceremony.circuits')}>
      <ul className="flex flex-col divide-y divide-line">
        {ceremony.circuits.map(({ id, slug }) => {
          const length = lengths.get(id) ?? 0;
          const circuit = told.get(id);
          const turn = live.snapshot?.turns.find(({ circuitId }) => circuitId === id);
          const stages = turn && stagesOf(turn, ceremony.scheme);
          const under = stages?.find(({ share }) => share < 1) ?? stages?.at(-1);
          return (
            <li
              key={id}
              className="grid grid-cols-1 gap-x-6 gap-y-1 py-3 sm:grid-cols-[minmax(8rem,1fr)_2fr_9rem] sm:items-center"
            >
              <span className="min-w-0">
                <span className="block font-semibold">
                  <bdi>{circuit?.name ?? slug}</bdi>
                </span>
                {circuit && (
                  <span className="flex flex-wrap items-baseline gap-x-2">
                    <span className="text-sm text-soft">{t('ceremony.headHash')}</span>
                    <CopyText text={circuit.head} label={t('ceremony.headOf', { circuit: slug })} short />
                  </span>
                )}
              </span>
              <span className="min-w-0">
                <span aria-hidden="true" className="block h-2 overflow-hidden rounded-full bg-sunken">
                  <span
                    className="block h-full rounded-full bg-accent transition-[width] duration-700"
                    style={{ width: `${(length / longest) * 100}%` }}
                  />
                </span>
                <span className="mt-1 block text-sm text-soft">
                  {circuit?.halted
                    ? t('ceremony.halted', { why: circuit.halted.why })
                    : turn && under
                      ? turn.phase === 'OFFERED'
                        ? t('ceremony.circuitOffered', { name: turn.publicName })
                        : t('ceremony.circuitNow', {
                            name: turn.publicName,
                            step: t(`ceremony.step_${under.name}`, { percent: formats.percent(under.share) }),
                          })
                      : circuit
                        ? circuit.waiting === 0
                          ? t('ceremony.waitingNobody')
                          : t('ceremony.waiting', { count: circuit.waiting })
                        : ''}
                </span>
              </span>
              <span className="font-semibold tabular-nums sm:text-end">
                {t('ceremony.count', { count: length })}
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
