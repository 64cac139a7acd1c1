/** What the configuration says about a ceremony that is about to be created. */
import { type Policy, PRESETS } from '@brebaje/ceremony/policy';
import type { Config } from './options.ts';

/** Who may sign in, stored with the ceremony as JSON. */
export interface Qualification {
  mode: 'open' | 'checked';
  ethereum: { minNonce: number; block: number } | null;
  github: { createdBefore: number } | null;
}

/** The preset with the configured changes. */
export function policyOf(config: Config): Policy {
  const preset = PRESETS[config.preset];
  return {
    ...preset,
    checkInInterval: config.checkInInterval ?? preset.checkInInterval,
    checkInTolerance: config.checkInTolerance ?? preset.checkInTolerance,
    capacity: config.maxLobbySize ?? preset.capacity,
    idleSessions: config.maxSessions ?? preset.idleSessions,
    sessionExpiry: config.sessionExpiry ?? preset.sessionExpiry,
    timeout:
      config.contributionTime === null
        ? preset.timeout
        : { type: 'FIXED', duration: config.contributionTime },
    missedCheckIn: config.missedCheckIn ?? preset.missedCheckIn,
    lostTurn: config.lostTurn ?? preset.lostTurn,
    penalty: config.penalty ?? preset.penalty,
    attempts: config.attempts ?? preset.attempts,
    multiContribution: config.multiContribution ?? preset.multiContribution,
    drainLets: config.drainLets ?? preset.drainLets,
    closesAfter: config.closesAfter ?? preset.closesAfter,
    minimumContributions: config.minimumContributions ?? preset.minimumContributions,
  };
}

/** The rules as options, also those that only the preset decides. */
export function ruleValues(config: Config): Partial<Config> {
  const policy = policyOf(config);
  const { checkInInterval, checkInTolerance, capacity, idleSessions, sessionExpiry, timeout } = policy;
  const { missedCheckIn, lostTurn, penalty, attempts, multiContribution, drainLets } = policy;
  return {
    checkInInterval,
    checkInTolerance,
    contributionTime: timeout.type === 'FIXED' ? timeout.duration : null,
    maxLobbySize: capacity,
    maxSessions: idleSessions,
    sessionExpiry,
    missedCheckIn,
    lostTurn,
    penalty,
    attempts,
    multiContribution,
    drainLets,
    closesAfter: policy.closesAfter,
    minimumContributions: policy.minimumContributions,
  };
}

/** Whether a ceremony created now is marked as a test. */
export function isTest(config: Pick<Config, 'ceremonyTest' | 'publicUrl'>): boolean {
  return config.ceremonyTest ?? config.publicUrl === null;
}

/** Who may take part: everybody, or Ethereum accounts with a history and GitHub accounts of some age. */
export function qualificationOf(config: Config): Qualification {
  const mode = config.qualification ?? (isLocal(config) ? 'open' : 'checked');
  return {
    mode,
    ethereum: { minNonce: config.ethereumMinNonce, block: config.ethereumNonceBlock },
    github: { createdBefore: config.githubCreatedBefore },
  };
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Whether a host name or address is this machine. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Whether only this machine can reach the server: every address and the public URL are loopback. */
export function isLocal(config: Pick<Config, 'host' | 'publicUrl'>): boolean {
  const publicHost = config.publicUrl === null ? null : new URL(config.publicUrl).hostname;
  return config.host.every(isLoopback) && (publicHost === null || isLoopback(publicHost));
}
