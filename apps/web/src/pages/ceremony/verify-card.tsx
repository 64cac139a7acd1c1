import { SERVER } from '../../server/place.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Card } from '../../ui/card.tsx';
import { Concept } from '../../ui/concept.tsx';
import { useBundleHash } from './bundle.ts';
import { useWatched } from './ceremony-context.ts';
import { CodeBlock } from './code-block.tsx';
import { downloadLines, verifyLine } from './commands.ts';
import { Folded } from './folded.tsx';
import { VerifyLink } from './verify-link.tsx';

/** How anybody checks it: in this browser, or without trusting this server at all. */
export function VerifyCard() {
  const { t, rich } = useTexts();
  const { slug } = useWatched().ceremony;
  const hash = useBundleHash();
  const page = `${SERVER}/c/${encodeURIComponent(slug)}`;
  return (
    <Card title={t('ceremony.howToVerify')}>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-8 gap-y-3">
        <p className="max-w-3xl min-w-0">
          {rich('ceremony.verifyText', {
            one: (text) => <Concept of="oneHonest">{text}</Concept>,
            transcript: (text) => <Concept of="transcript">{text}</Concept>,
          })}
        </p>
        <VerifyLink>{t('ceremony.verifyHere')}</VerifyLink>
      </div>
      <Folded title={t('ceremony.byCommand')}>
        <p>{t('ceremony.verifyElsewhere')}</p>
        <CodeBlock
          label={t('ceremony.commandsVerify')}
          lines={
            hash ? [...downloadLines(SERVER, hash), verifyLine(page)] : [`npm run brebaje -- verify ${page}`]
          }
        />
      </Folded>
    </Card>
  );
}
