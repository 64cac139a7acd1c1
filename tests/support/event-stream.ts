/** A listener to server-sent events, as a browser's EventSource reads them. */
import { type ClientRequest, type IncomingMessage, request } from 'node:http';

/** A test that waits longer for an event waits for one that does not come. */
const PATIENCE = 120_000;

export interface StreamEvent {
  id: string;
  type: string;
  data: string;
}

export interface EventStream {
  status: number;
  headers: IncomingMessage['headers'];
  /** Everything that came, comments included. */
  readonly text: string;
  /** Where an EventSource would go on. */
  readonly lastEventId: string;
  readonly retry: number | null;
  /** The next event; rejects when the stream ends before. */
  next(): Promise<StreamEvent>;
  take(count: number): Promise<StreamEvent[]>;
  /** The next event of this type; others are passed over. */
  until(type: string): Promise<StreamEvent>;
  /** Resolves when the other side has ended or cut it. */
  ended: Promise<'end' | 'cut'>;
  pause(): void;
  resume(): void;
  close(): void;
}

/** Opens a stream and resolves with the answer's head. */
export function openStream(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
  return new Promise((resolve, reject) => {
    const asked: ClientRequest = request(
      url,
      { headers: { accept: 'text/event-stream', ...headers }, agent: false },
      (response) => resolve(read(asked, response)),
    );
    asked.once('error', reject);
    asked.end();
  });
}

function read(asked: ClientRequest, response: IncomingMessage): EventStream {
  const events: StreamEvent[] = [];
  const waiting: { resolve(event: StreamEvent): void; reject(error: Error): void }[] = [];
  let text = '';
  let rest = '';
  let lastEventId = '';
  let retry: number | null = null;
  let over = false;
  const { promise: ended, resolve: end } = Promise.withResolvers<'end' | 'cut'>();
  const dispatch = (block: string) => {
    const event = { type: 'message', data: '' };
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':');
      if (colon <= 0) continue;
      const [field, value] = [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
      if (field === 'id') lastEventId = value;
      if (field === 'event') event.type = value;
      if (field === 'data') event.data += (event.data === '' ? '' : '\n') + value;
      if (field === 'retry') retry = Number(value);
    }
    if (event.data === '') return;
    const told = { ...event, id: lastEventId };
    const next = waiting.shift();
    if (next) next.resolve(told);
    else events.push(told);
  };
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) dispatch(block);
  });
  response.on('error', () => {});
  response.once('close', () => {
    over = true;
    end(response.complete ? 'end' : 'cut');
    for (const { reject } of waiting) reject(new Error(`the stream ended; it said:\n${text}`));
  });
  asked.on('error', () => {});
  const stream: EventStream = {
    status: response.statusCode ?? 0,
    headers: response.headers,
    get text() {
      return text;
    },
    get lastEventId() {
      return lastEventId;
    },
    get retry() {
      return retry;
    },
    next() {
      const event = events.shift();
      if (event) return Promise.resolve(event);
      if (over) return Promise.reject(new Error(`the stream has ended; it said:\n${text}`));
      const { promise, resolve, reject } = Promise.withResolvers<StreamEvent>();
      waiting.push({ resolve, reject });
      const late = setTimeout(() => reject(new Error(`nothing more came after:\n${text}`)), PATIENCE);
      return promise.finally(() => clearTimeout(late));
    },
    async take(count) {
      const taken: StreamEvent[] = [];
      while (taken.length < count) taken.push(await stream.next());
      return taken;
    },
    async until(type) {
      for (;;) {
        const event = await stream.next();
        if (event.type === type) return event;
      }
    },
    ended,
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    close: () => asked.destroy(),
  };
  return stream;
}
