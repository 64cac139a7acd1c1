/** The worker of a page that contributes, or measures what it could: everything long runs here, timers too. */
import { Contribution } from './contribution.ts';
import { measure } from './measure.ts';
import type { Ask, Drawn, Tell } from './messages.ts';
import type { WorkState } from './state.ts';

/** Between two states that the page is told, milliseconds. */
const TELL_EVERY = 100;

let contribution: Contribution | undefined;
let latest: { state: WorkState; whose: number | null } | undefined;
let told = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

const say = (message: Tell) => self.postMessage(message);

/** The last of many states is told for sure. */
function tellState(state: WorkState, whose: number | null): void {
  latest = { state, whose };
  if (timer !== undefined) return;
  timer = setTimeout(
    () => {
      timer = undefined;
      told = performance.now();
      say({ tell: 'state', ...latest! });
    },
    Math.max(0, told + TELL_EVERY - performance.now()),
  );
}

async function draw({ entropy }: Extract<Ask, { ask: 'draw' }>): Promise<Drawn> {
  try {
    return { typedData: await contribution?.signature.draw(entropy) };
  } catch (error) {
    return { fault: String(error) };
  }
}

self.addEventListener('message', ({ data }: MessageEvent<Ask>) => {
  switch (data.ask) {
    case 'open':
      contribution = new Contribution(data.place, tellState);
      break;
    case 'start':
      contribution?.start(data.entropy, data.joining);
      break;
    case 'resume':
      contribution?.resume(data.entropy);
      break;
    case 'draw':
      draw(data).then((drawn) => data.answer.postMessage(drawn));
      break;
    case 'signature':
      data.answer.postMessage(contribution?.signature.sign(data.signature, data.address) ?? false);
      break;
    case 'unsigned':
      contribution?.signature.leave(data.signed);
      break;
    case 'stop':
      void contribution?.stop(data.giveUp);
      break;
    case 'take-over':
      contribution?.takeOver();
      break;
    case 'dismiss':
      void contribution?.dismiss();
      break;
    case 'network':
      contribution?.network(data.online);
      break;
    case 'person':
      contribution?.person(data.id);
      break;
    case 'measure':
      measure(data.place, (progress) => say({ tell: 'measuring', progress })).then(
        (measured) => say({ tell: 'measured', measured }),
        (error: unknown) => say({ tell: 'not-measured', message: String(error) }),
      );
      break;
  }
});
