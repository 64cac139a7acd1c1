/** What people can be told of, and who is told. */

/**
 * `person`: whom it is about; `coordinators`: those of the project; `everybody`: whoever follows the ceremony.
 * A subscription has topics, and hears of each what its person may.
 */
export type Audience = 'person' | 'coordinators' | 'everybody';

export const TOPICS = {
  'turn.coming': { means: 'Your turn is about to come', to: ['person'] },
  'turn.yours': { means: 'It is your turn', to: ['person'] },
  'turn.warned': { means: 'A turn is about to run out of time', to: ['person', 'coordinators'] },
  'turn.timedout': { means: 'A turn or a place was lost', to: ['person', 'coordinators'] },
  'participant.replaced': { means: 'A lost turn has gone to somebody else', to: ['person', 'coordinators'] },
  'contribution.verified': { means: 'A contribution was verified', to: ['person', 'coordinators'] },
  'contribution.refused': { means: 'A contribution was refused', to: ['person', 'coordinators'] },
  'ceremony.opened': { means: 'A ceremony has opened', to: ['everybody'] },
  'ceremony.closed': { means: 'A ceremony has closed or was canceled', to: ['everybody'] },
  'ceremony.finalized': { means: 'A ceremony has its result', to: ['everybody'] },
  announcement: { means: 'The coordinators have something to say', to: ['everybody'] },
  attention: { means: 'A ceremony needs a human', to: ['coordinators'] },
} as const satisfies Record<string, { means: string; to: readonly Audience[] }>;

export type Topic = keyof typeof TOPICS;

export const TOPIC_NAMES = Object.keys(TOPICS) as [Topic, ...Topic[]];

/** What somebody hears of who chooses nothing, by what they are to the ceremony. */
export function defaultTopics(role: 'participant' | 'coordinator'): Topic[] {
  return TOPIC_NAMES.filter((name) => {
    const to: readonly Audience[] = TOPICS[name].to;
    return to.includes('everybody') || to.includes(role === 'coordinator' ? 'coordinators' : 'person');
  });
}
