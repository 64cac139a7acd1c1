import { CEREMONY_RULES } from '@brebaje/ceremony/ceremony-status';
import { CONTRIBUTION_STEPS } from '@brebaje/ceremony/participant';
import { TRANSITIONS } from '@brebaje/ceremony/transitions';
import { row } from './tables.ts';

const event = (name: string): string => `[\`${name}\`](events.md#${name.replaceAll('.', '')})`;

/** What can become of participants and of ceremonies: the tables that the server decides by. */
export function transitionsPage(): string {
  const participants = TRANSITIONS.map(({ from, to, who, when, event: name }) =>
    row(from ?? '–', to, who.join(', '), when, event(name)),
  );
  const ceremonies = CEREMONY_RULES.map(({ from, to, who, event: name }) =>
    row(from, to, who.join(', '), event(name)),
  );
  return `# Transitions

What is not in these tables cannot happen: the server moves participants and ceremonies by them and by nothing else. Anything else that somebody asks for is refused with 409 and the moves that are possible. [Participants](../concepts/participants.md) explains what they are for.

## Participants

| from | to | who | when | event |
|---|---|---|---|---|
${participants.join('\n')}

Coordinators act in ceremonies of their projects. Operators may do whatever coordinators may, in every ceremony. In a lobby a participant is selected and handed the state in one answer, so WAITING, READY and CONTRIBUTING follow each other at once.

## Steps

${CONTRIBUTION_STEPS.join(', ')}, in this order, while a participant is CONTRIBUTING. A participant may report the step that follows, and the same one again with new progress. UPLOADING is believed with an upload begun, VERIFYING with a complete one; COMPLETED is set by the server alone, after its verdict.

## Ceremonies

| from | to | who | event |
|---|---|---|---|
${ceremonies.join('\n')}

PAUSED stops every clock. CLOSED lets nobody in and whoever is inside finish, which is draining; a ceremony is FINALIZED when it is drained and its whole chain was verified once more.
`;
}
