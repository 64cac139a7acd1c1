/** What each topic says, in plain words: to the person it is about, and to others. */
import type { Message } from './message.ts';
import type { Notice, NoticeFacts } from './notice.ts';
import { momentIn } from './times.ts';

type Said = Pick<Message, 'subject' | 'text' | 'next'>;

interface Speech {
  /** The ceremony's title. */
  title: string;
  /** The name of whom it is about, in front of a verb. */
  who: string;
  facts: NoticeFacts;
  /** A moment in the reader's time zone. */
  when(millis: number): string;
}

const LOST: Record<string, string> = {
  DEADLINE: 'the time was over before a contribution arrived',
  ABORTED: 'it was given back',
  REPLACED: 'a coordinator gave it to somebody else',
  MISSED_CHECK_IN: 'the client did not check in',
  BLOCKING_VERIFICATION: 'our check of it hung, which is our fault and costs nothing',
  BLOCKING_BACKEND_FUNCTION: 'the server failed, which is our fault and costs nothing',
  UNKNOWN: 'something failed that we take for our fault; it costs nothing',
  DRAINED: 'the ceremony closed, which is nobody’s fault',
};

const why = ({ cause }: NoticeFacts): string => LOST[cause ?? ''] ?? 'it was taken away';

const by = ({ facts, when }: Speech, says: string): string =>
  typeof facts.deadlineAt === 'number' ? ` ${says} ${when(facts.deadlineAt)}.` : '';

const HELP = 'If you do not know why, ask the coordinators: the ceremony’s page says where.';

/** To the person whom it is about. */
const TO_PERSON: Record<string, (speech: Speech) => Said> = {
  'turn.coming': ({ title, facts, when }) => ({
    subject: `Your turn is coming: ${title}`,
    text: `You are number ${facts.place ?? 1} in the queue.${
      facts.aboutAt === undefined
        ? ''
        : ` Judging by the turns so far it will be about ${when(facts.aboutAt)}.`
    }`,
    next: 'Have your computer ready and keep the page or the command open, or answer that you are there: a turn is offered to people who are present.',
  }),
  'turn.yours': (speech) =>
    speech.facts.begun
      ? {
          subject: `It is your turn: ${speech.title}`,
          text: `Your client was handed the state and works on it.${by(speech, 'Your time ends')}`,
          next: 'Keep your computer awake and the page or the command open until you have your receipt.',
        }
      : {
          subject: `It is your turn: ${speech.title}`,
          text: `You can contribute now.${by(speech, 'Begin before')}`,
          next: 'Open the page or the command with which you joined, and start. If you do not begin in time the turn passes on, and you keep your place.',
        },
  'turn.warned': (speech) => ({
    subject: `Your turn is about to run out: ${speech.title}`,
    text: `Your contribution has not arrived yet.${by(speech, 'Your time ends')}`,
    next: 'If your upload is under way, let it run. If you need longer, ask for more time on the page or by the command.',
  }),
  'turn.timedout': ({ title, facts }) => ({
    subject: `You lost your turn: ${title}`,
    text: `Your turn or your place in the queue is lost: ${why(facts)}.`,
    next: `The page shows whether and when you can come back. ${HELP}`,
  }),
  'participant.replaced': ({ title }) => ({
    subject: `Your turn has gone to somebody else: ${title}`,
    text: 'Somebody else contributes in your place now. What was accepted from you before stays.',
    next: `The page shows whether and when you can come back. ${HELP}`,
  }),
  'contribution.verified': ({ title, facts }) => ({
    subject: `Your contribution is verified: ${title}`,
    text: `Your contribution${facts.position === undefined ? '' : ` number ${facts.position}`} was checked and accepted. Thank you!`,
    next: 'Keep your receipt. Delete nothing yet if there are more circuits: the page shows whether another turn awaits you.',
  }),
  message: ({ title, facts }) => ({
    subject: `A message about ${title}`,
    text: facts.text ?? '',
    next: 'The coordinators of the ceremony wrote this to you alone; its page says where they are reached.',
  }),
  'contribution.refused': ({ title, facts }) => ({
    subject: `Your contribution was refused: ${title}`,
    text: `The check of your contribution failed${facts.text === undefined ? '' : `: ${facts.text}`}.`,
    next: `Update your client before you try again, and keep its log. ${HELP}`,
  }),
};

/** To coordinators, about somebody else. */
const TO_OTHERS: Record<string, (speech: Speech) => Said> = {
  'turn.warned': (speech) => ({
    subject: `${speech.who} is about to run out of time: ${speech.title}`,
    text: `No contribution of ${speech.who} has arrived yet.${by(speech, 'The time ends')}`,
    next: 'Nothing has to be done. You can give more time (extend).',
  }),
  'turn.timedout': ({ title, who, facts }) => ({
    subject: `${who} lost a turn: ${title}`,
    text: `${who} has lost the turn: ${why(facts)}.`,
    next: 'Nothing has to be done: the turn goes to whoever is next and present. You can let the person come back (readmit).',
  }),
  'participant.replaced': ({ title, who }) => ({
    subject: `${who} was replaced: ${title}`,
    text: `The turn that ${who} lost has gone to somebody else.`,
    next: 'Nothing has to be done. You can let the person come back (readmit).',
  }),
  'contribution.verified': ({ title, who, facts }) => ({
    subject: `Contribution${facts.position === undefined ? '' : ` ${facts.position}`} by ${who}: ${title}`,
    text: `A contribution by ${who} was checked and accepted.`,
    next: 'Nothing has to be done.',
  }),
  'contribution.refused': ({ title, who, facts }) => ({
    subject: `A contribution was refused: ${title}`,
    text: `The contribution by ${who} failed its check${facts.text === undefined ? '' : `: ${facts.text}`}.`,
    next: 'Ask the person which client they used; a second engine has agreed that it is wrong.',
  }),
};

/** To everybody who follows the ceremony, and to whom it needs. */
const TO_ALL: Record<string, (speech: Speech) => Said> = {
  'ceremony.opened': ({ title }) => ({
    subject: `Open for contributions: ${title}`,
    text: `${title} is open.`,
    next: 'Whoever wants to contribute can join now, on its page or by the command that it shows.',
  }),
  'ceremony.closed': ({ title, facts }) =>
    facts.canceled
      ? {
          subject: `Canceled: ${title}`,
          text: `${title} was canceled; nothing more will be accepted.`,
          next: 'Its page says why.',
        }
      : {
          subject: `Closed: ${title}`,
          text: `${title} takes nobody new any more. Whoever is inside finishes.`,
          next: 'If you are waiting for your turn, stay: its page says whether it will still come.',
        },
  'ceremony.finalized': ({ title }) => ({
    subject: `The result stands: ${title}`,
    text: `${title} is finalized: everything was verified once more, from the first state to the last, and the result is fixed.`,
    next: 'Download the result and check it yourself, and compare it with your receipt.',
  }),
  announcement: ({ title, facts }) => ({
    subject: `News of ${title}`,
    text: facts.text ?? '',
    next: 'The page of the ceremony has the latest state.',
  }),
  attention: ({ title, facts }) => ({
    subject: `Needs attention: ${title}`,
    text: facts.text ?? '',
    next: facts.next ?? '',
  }),
  test: ({ title }) => ({
    subject: `Test message: ${title}`,
    text: 'This is a test. Messages about this ceremony reach you here.',
    next: 'Nothing has to be done.',
  }),
};

/** The message that a notice makes for somebody in this time zone. `link` leads to the ceremony. */
export function messageOf(notice: Notice, { timeZone, link }: { timeZone: string; link: string }): Message {
  const { topic, ceremony, participant, self, facts } = notice;
  const say = (self ? TO_PERSON[topic] : TO_OTHERS[topic]) ?? TO_ALL[topic];
  if (!say) throw new Error(`nothing is said about ${topic} to ${self ? 'its person' : 'others'}`);
  const title = ceremony.test && !/test/i.test(ceremony.title) ? `TEST ${ceremony.title}` : ceremony.title;
  const said = say({
    title,
    who: participant?.name ?? 'somebody',
    facts,
    when: (millis) => momentIn(millis, timeZone),
  });
  return { ...said, link };
}
