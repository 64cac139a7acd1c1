/** Every circuit at a glance, live: whose turn it is, how far, how long, and who comes next. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useLive } from '../../../live/use-live.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { CoordinatePage } from '../coordinate-page.tsx';
import { useCoordinated } from '../coordinated.ts';
import { useCoordinatorQuery } from '../refresh.ts';
import { ReservedTurns } from '../reservations/reserved-turns.tsx';
import { CircuitRow } from './circuit-row.tsx';
import { Summary } from './summary.tsx';
import { circuitView } from './turn-view.ts';

/** With so few circuits there is room to write large. */
const FEW = 6;

export function BoardPage() {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const { snapshot, serverNow } = useLive(ceremony.id);
  const path = `/ceremonies/${ceremony.id}/queue`;
  const { data, error, refetch } = useCoordinatorQuery<AnswerBody<'readCeremonyQueue'>>(
    ceremony.id,
    'queue',
    path,
  );
  const circuits = data?.circuits ?? [];
  return (
    <CoordinatePage title={t('board.tabBoard')}>
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      <Summary circuits={circuits} serverNow={serverNow} />
      <section aria-labelledby="circuits">
        <h2 id="circuits" className="sr-only">
          {t('board.circuits')}
        </h2>
        <ul className="flex flex-col gap-px overflow-hidden rounded-xl border border-line bg-line">
          {circuits.map((head) => (
            <CircuitRow
              key={head.circuitId}
              head={head}
              view={circuitView(head, snapshot)}
              lobby={ceremony.policy.discipline === 'LOBBY'}
              stands={ceremony.status === 'PAUSED' || head.halted !== undefined}
              large={circuits.length <= FEW}
              serverNow={serverNow}
            />
          ))}
        </ul>
      </section>
      {ceremony.policy.discipline === 'QUEUE' && <ReservedTurns />}
    </CoordinatePage>
  );
}
