import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { VerificationClient } from '../verify/verification-client.ts';
import type { ServerContext } from './context.ts';

/** What the application layer counts. */
export interface Figures {
  /** A verdict, or a check that could not run (`fault`), and the seconds it took. */
  verdict(outcome: 'accepted' | 'refused' | 'fault', seconds: number): void;
}

/** Figures in the registry that Prometheus reads. */
export function createFigures(registry: Registry): Figures {
  const registers = [registry];
  const verdicts = new Counter({
    name: 'brebaje_verdicts_total',
    help: 'Contributions judged; fault: a check that could not run',
    labelNames: ['outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'brebaje_verification_seconds',
    help: 'Time from the received contribution to its verdict',
    buckets: [0.5, 1, 2, 5, 10, 20, 40, 80, 160],
    registers,
  });
  return {
    verdict(outcome, taken) {
      verdicts.inc({ outcome });
      seconds.observe(taken);
    },
  };
}

/** Gauges of what a process is doing now, read when asked. */
export function showState(
  registry: Registry,
  ctx: Pick<ServerContext, 'held' | 'live' | 'verifications' | 'clock' | 'verification'>,
  sweep: { readonly lastTick: number | null },
): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  gauge('brebaje_held_requests', 'Requests waiting for a slot', () => ctx.held.size);
  gauge('brebaje_listeners', 'Listeners to live events', () => ctx.live.size);
  gauge('brebaje_verifications', 'Contributions being checked', () => ctx.verifications.size);
  showKernel(registry, ctx.verification);
  gauge('brebaje_sweep_age_seconds', 'Time since the last round of the sweep', () =>
    sweep.lastTick === null ? -1 : (ctx.clock.now() - sweep.lastTick) / 1000,
  );
}

/** No sample until something was checked. */
function showKernel(registry: Registry, verification: Pick<VerificationClient, 'kernel'>): void {
  new Gauge({
    name: 'brebaje_curve_kernel_info',
    help: 'The kernel that checks contributions: 1',
    labelNames: ['curve', 'kernel'],
    registers: [registry],
    collect() {
      this.reset();
      const { kernel } = verification;
      if (kernel) this.set({ curve: kernel.curve, kernel: kernel.kernel }, 1);
    },
  });
  new Gauge({
    name: 'brebaje_curve_kernel_rejected',
    help: 'A faster kernel that is not used: 1. wrong: it gave wrong answers; absent: it does not start here',
    labelNames: ['curve', 'kernel', 'why'],
    registers: [registry],
    collect() {
      this.reset();
      const { kernel } = verification;
      for (const { kernel: name, wrong } of kernel?.rejected ?? [])
        this.set({ curve: kernel!.curve, kernel: name, why: wrong ? 'wrong' : 'absent' }, 1);
    },
  });
}
