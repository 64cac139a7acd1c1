/** Who may join a ceremony, in the language of the page. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import type { Texts } from '../texts/use-texts.tsx';

type Eligibility = CeremonyBody['eligibility'];
type Phase = NonNullable<Eligibility['phases']>[number];
type Speaker = Pick<Texts, 't' | 'formats'>;

const DAY = 86_400;

/** As the server says it in English, from the same fields. */
export function eligibilitySentence(speaker: Speaker, rule: Eligibility): string {
  const { t, formats } = speaker;
  const { who, phases = [], providers, minimumAge } = rule;
  const said =
    phases.length > 0
      ? phases.map((phase) => phaseSentence(speaker, phase))
      : [t(who === 'OPEN' ? 'events.openToAnybody' : 'events.openToInvited')];
  const open = phases.length === 0 ? who === 'OPEN' : phases.some((phase) => phase.who === 'OPEN');
  if (open) said.push(...accountSentences(speaker, rule));
  if (providers)
    said.push(
      t('events.signInWith', {
        providers: formats.choice(providers.map((provider) => t(`events.provider_${provider}`))),
      }),
    );
  if (minimumAge !== undefined) said.push(t('events.minimumAge', { count: Math.ceil(minimumAge / DAY) }));
  return said.join(' ');
}

function phaseSentence({ t, formats }: Speaker, { name, from, until, who, cohorts }: Phase): string {
  const whom = cohorts ? 'Cohorts' : who === 'INVITED' ? 'Invited' : 'Anybody';
  return t(`events.phase${whom}${until === undefined ? '' : 'Until'}`, {
    name,
    from: formats.moment(from),
    ...(until === undefined ? {} : { until: formats.moment(until) }),
    ...(cohorts ? { cohorts: formats.list([...cohorts]) } : {}),
  });
}

function accountSentences({ t, formats }: Speaker, { accounts, ethereum, github }: Eligibility): string[] {
  if (accounts === 'ANY') return [t('events.anyAccount')];
  const sent = ethereum && { count: ethereum.minNonce, block: String(ethereum.block) };
  const made = github && { moment: formats.moment(github.createdBefore) };
  if (sent && made) return [t('events.needEither', { ...sent, ...made })];
  if (sent) return [t('events.needEthereum', sent)];
  return made ? [t('events.needGithub', made)] : [];
}
