/** The five steps of a contribution: in order, and believed only as far as the server can see. */
import type { AuditEvent, Member, Refused } from './lobby-types.ts';
import { CONTRIBUTION_STEPS, type ContributionStep } from './participant.ts';
import type { Actor } from './transitions.ts';

export interface StepFacts {
  uploadBegun: boolean;
  uploadComplete: boolean;
}

/**
 * A participant reports where they are: the same step again (confirmed, with new progress) or the next one.
 * The server alone sets COMPLETED; reporting COMPLETED after the verdict is confirmed. Others: refused.
 * @param progress percentage of the step
 */
export function reportStep(
  member: Member,
  step: ContributionStep,
  progress: number,
  facts: StepFacts,
  who: Actor,
): { member: Member; events: AuditEvent[] } | Refused {
  if (step === 'COMPLETED' && member.contributionStep === 'COMPLETED') return { member, events: [] };
  if (member.status !== 'CONTRIBUTING') return { refusal: 'ILLEGAL_TRANSITION' };
  if (who !== 'participant' && who !== 'server') return { refusal: 'NOT_PERMITTED' };
  if (!(progress >= 0 && progress <= 100)) return { refusal: 'ILLEGAL_TRANSITION' };
  const ahead = CONTRIBUTION_STEPS.indexOf(step) - CONTRIBUTION_STEPS.indexOf(member.contributionStep);
  if (ahead === 0) return { member: { ...member, contributionProgress: progress }, events: [] };
  if (ahead !== 1 || step === 'COMPLETED') return { refusal: 'ILLEGAL_TRANSITION' };
  if (step === 'UPLOADING' && !facts.uploadBegun) return { refusal: 'ILLEGAL_TRANSITION' };
  if (step === 'VERIFYING' && !facts.uploadComplete) return { refusal: 'ILLEGAL_TRANSITION' };
  return {
    member: { ...member, contributionStep: step, contributionProgress: progress },
    events: [{ type: 'turn.step', data: { from: member.contributionStep, to: step, who } }],
  };
}
