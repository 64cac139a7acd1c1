/** A ceremony's form and what it says: for a new ceremony, and as changes of one that is there. */
import type { CeremonyDraft } from '@brebaje/client/rest/bodies';
import { Unreadable } from './codecs.ts';
import { anyField, FIELD_NAMES, type FieldName, type Values } from './fields.ts';

/** An input of the form: a field's, or that of a part of one, such as `phases.0.until`. */
export type Place = FieldName | `${FieldName}.${string}`;

/** What is wrong, by place; `form` for what concerns none of them. */
export type Faults = Partial<Record<Place | 'form', string[]>>;

/** Anything the interface says of a ceremony: a draft, or the ceremony itself. */
type Written = Record<string, unknown>;

/** The form of what is written; what is not said is empty. */
export function valuesOf(written: object): Values {
  const values = FIELD_NAMES.map((name) => {
    const { path, codec } = anyField(name);
    const said = path.reduce<unknown>((at, key) => (at as Written | undefined)?.[key], written);
    // Terms are shown with their version.
    const plain =
      name === 'terms' && typeof said === 'object' ? (said as { text?: string } | null)?.text : said;
    return [name, codec.read(plain)];
  });
  return Object.fromEntries(values) as Values;
}

/** What the form says, and which inputs cannot be read. */
export interface Said<T> {
  readonly body: T;
  readonly unreadable: Partial<Record<Place, Unreadable['kind']>>;
}

/** The draft of a new ceremony: only what somebody said. */
export function draftOf(values: Values): Said<CeremonyDraft> {
  const body: Written = {};
  const unreadable: Said<unknown>['unreadable'] = {};
  for (const name of FIELD_NAMES) {
    const { path, codec } = anyField(name);
    const written = attempt(() => codec.write(values[name]), name, unreadable);
    if (written?.said !== undefined) put(body, path, written.said);
  }
  return { body: body as unknown as CeremonyDraft, unreadable };
}

/** What differs, as `PATCH /ceremonies/{id}` takes it. */
export function changesOf(before: Values, after: Values): Said<Written> {
  const body: Written = {};
  const unreadable: Said<unknown>['unreadable'] = {};
  for (const name of changedFields(before, after)) {
    const { path, codec, removable } = anyField(name);
    const written = attempt(() => codec.write(after[name]), name, unreadable);
    if (!written) continue;
    if (written.said !== undefined) put(body, path, written.said);
    else if (removable) put(body, path, null);
    else unreadable[name] = 'needed';
  }
  return { body, unreadable };
}

/** The fields that say something else. */
export function changedFields(before: Values, after: Values): FieldName[] {
  return FIELD_NAMES.filter((name) => saidOf(name, before) !== saidOf(name, after));
}

/** What a field says, to be compared: 60 s and a minute are the same. */
function saidOf(name: FieldName, values: Values): string {
  try {
    return JSON.stringify(anyField(name).codec.write(values[name])) ?? '';
  } catch {
    return `unreadable ${JSON.stringify(values[name])}`;
  }
}

/** Undefined: it cannot be read, which is told of the input that it was typed into. */
function attempt(
  write: () => unknown,
  name: FieldName,
  unreadable: Said<unknown>['unreadable'],
): { said: unknown } | undefined {
  try {
    return { said: write() };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const part = PARTS.exec([name, ...error.path].join('.'))?.[0];
    unreadable[(part as Place | undefined) ?? name] = error.kind;
    return undefined;
  }
}

function put(body: Written, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) body[key] = value;
  else {
    body[key] ??= {};
    put(body[key] as Written, rest, value);
  }
}

/** Something that is wrong, as the server has it: `fields` where several of them contradict each other. */
export interface Refused {
  readonly path: string;
  readonly message: string;
  readonly fields?: readonly string[];
}

/** What is wrong as the form has it, beside each input that it is about: `policy.checkIn.interval`, or `sizes.0.g1`. */
export function faultsOf(errors: readonly Refused[]): Faults {
  const faults: Faults = {};
  for (const error of errors)
    for (const place of placesOf(error)) {
      const told = faults[place] ?? [];
      if (!told.includes(error.message)) faults[place] = [...told, error.message];
    }
  return faults;
}

/** The inputs that something wrong is about. */
export function placesOf({ path, fields = [path] }: Refused): (Place | 'form')[] {
  const places = fields.map(placeAt).filter((place) => place !== undefined);
  return places.length === 0 ? ['form'] : places;
}

/** Parts of fields that have inputs of their own. */
const PARTS =
  /^(?:sizes\.\d+\.g[12]|phases\.\d+\.(?:name|from|until|who|cohorts)|ethereum\.(?:minNonce|block)|timeout\.(?:duration|percent)|beacon\.(?:notBefore|round|slot))(?=\.|$)/;

/** Fields without an input, and the one that decides them. */
const BY_ANOTHER: Partial<Record<FieldName, FieldName>> = { discipline: 'preset' };

/** The input of a path of the interface, or the one that it lies in. */
function placeAt(path: string): Place | undefined {
  const name = FIELD_NAMES.find((name) => `${path}.`.startsWith(`${anyField(name).path.join('.')}.`));
  if (!name) return undefined;
  const part = PARTS.exec(name + path.slice(anyField(name).path.join('.').length))?.[0];
  return BY_ANOTHER[name] ?? (part as Place | undefined) ?? name;
}
