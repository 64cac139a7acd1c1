/** What can be known of a ceremony at a glance, and what to do next. */
import { ShareCard } from '../../brand/share-card.tsx';
import { AboutTexts, Asked, Terms, Timeline } from './about.tsx';
import { useWatched } from './ceremony-context.ts';
import { ChainCard } from './chain-card.tsx';
import { Circuits } from './circuits.tsx';
import { FiguresCard } from './figures-card.tsx';
import { Glossary } from './glossary.tsx';
import { MyPart } from './my-part.tsx';
import { News } from './news.tsx';
import { NowCard } from './now-card.tsx';
import { Result } from './result.tsx';
import { mayJoin } from './state.ts';
import { StateNotice } from './state-notice.tsx';
import { TakePart } from './take-part.tsx';
import { VerifyCard } from './verify-card.tsx';

export function OverviewPage() {
  const { ceremony, phase } = useWatched();
  const begun = ceremony.circuits.length > 0;
  const running = phase === 'open' || phase === 'paused' || phase === 'closing';
  return (
    <div className="flex flex-col gap-6">
      <MyPart />
      <StateNotice />
      {phase === 'finalized' && <Result />}
      <div
        className={`grid grid-cols-1 items-start gap-6 ${running ? 'lg:grid-cols-[minmax(0,1fr)_21rem]' : ''}`}
      >
        {begun && <ChainCard />}
        {/* On a phone what goes on comes before how it looks. */}
        {running && (
          <div className="-order-1 lg:order-none">
            <NowCard />
          </div>
        )}
      </div>
      <News />
      {mayJoin(phase) && <TakePart />}
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
        <Asked />
        <Timeline />
      </div>
      {ceremony.circuits.length > 1 && <Circuits />}
      {ceremony.contributions > 0 && <FiguresCard />}
      <VerifyCard />
      <AboutTexts />
      <Terms />
      <ShareCard slug={ceremony.slug} title={ceremony.title} />
      <Glossary />
    </div>
  );
}
