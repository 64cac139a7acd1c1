/** The effective configuration from its four sources: flag, environment, file, default, in this order. */
import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { type Option, written } from './option-types.ts';
import { type Config, defaults, OPTIONS, type OptionName, spellings } from './options.ts';
import { isLocal, isLoopback, isTest, qualificationOf, ruleValues } from './policy-of.ts';

/** What is wrong with a configuration, every problem at once and each with what to write instead. */
export class ConfigError extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

export interface Sources {
  /** By option name as commander spells it (`publicUrl`); a secret's file as `<name>File`, `-` for stdin. */
  flags?: Record<string, unknown>;
  env?: Record<string, string | undefined>;
  /** A parsed TOML document; tables flatten (`[github] client-id` is `github-client-id`). */
  file?: { name: string; content: Record<string, unknown> } | null;
  /** Reads a secret's file; `-` is standard input. */
  readSecret?: (path: string) => string;
}

export interface Loaded {
  config: Config;
  /** Where each value came from, as people write it: `--port`, `BREBAJE_PORT`, `brebaje.toml: port`, `default`. */
  sources: Record<OptionName, string>;
}

interface Found {
  value: unknown;
  source: string;
}

const NAMES = Object.keys(OPTIONS) as OptionName[];

/** What somebody who forgot the bucket may have meant to go there. */
const NEEDS_BUCKET = [
  's3Endpoint',
  's3AccessKey',
  's3SecretKey',
  's3Downloads',
  's3PartsThroughServer',
] as const;

/**
 * Reads the options and checks that they go together.
 * @throws ConfigError naming every option that is wrong
 */
export function load(from: Sources): Loaded {
  const problems: string[] = [];
  const config = defaults() as Record<OptionName, unknown>;
  const sources = {} as Record<OptionName, string>;
  const entries = from.file ? flatten(from.file.content) : new Map<string, unknown>();
  for (const name of NAMES) {
    sources[name] = 'default';
    try {
      const found = find(name, from, entries);
      if (!found) continue;
      sources[name] = found.source;
      config[name] = OPTIONS[name].parse(found.value);
    } catch (error) {
      problems.push(`${spellings(name).flag}: ${(error as Error).message}`);
    }
  }
  const known = new Set(NAMES.flatMap((name) => [spellings(name).key, `${spellings(name).key}-file`]));
  for (const key of entries.keys())
    if (!known.has(key)) problems.push(`${from.file?.name}: there is no option ${key}`);
  if (problems.length === 0) problems.push(...conflicts(config as Config));
  if (problems.length > 0) throw new ConfigError(problems);
  return { config: config as Config, sources };
}

/** Parses a configuration file. */
export function readConfigFile(path: string): { name: string; content: Record<string, unknown> } {
  return { name: path, content: parse(readFileSync(path, 'utf8')) };
}

/** One line per option: its key, its value (secrets are not shown) and where that came from. */
export function describe({ config, sources }: Loaded): { key: string; value: string; source: string }[] {
  const rules = ruleValues(config);
  const effective: Partial<Config> = {
    ...rules,
    qualification: qualificationOf(config).mode,
    ceremonyTest: isTest(config),
  };
  return NAMES.map((name) => {
    const option = OPTIONS[name] as Option<unknown>;
    const shown = written(option.type, config[name] ?? effective[name]);
    const hidden = shown !== '' && (option.secret?.(shown) ?? false);
    const source = config[name] === null && name in rules ? `preset ${config.preset}` : sources[name];
    return { key: spellings(name).key, value: hidden ? '(set, not shown)' : shown, source };
  });
}

function find(name: OptionName, from: Sources, entries: Map<string, unknown>): Found | null {
  const { flag, env, key } = spellings(name);
  const secret = (OPTIONS[name] as Option<unknown>).secret;
  const { flags = {}, env: environment = {}, readSecret = readSecretFile } = from;
  const argument = flags[name];
  if (argument !== undefined) {
    if (secret?.(String(argument)))
      throw new Error(
        `a secret on a command line is visible to others: use ${flag}-file PATH (- for standard input) or ${env}`,
      );
    return { value: argument, source: flag };
  }
  if (secret) {
    const path = flags[`${name}File`];
    if (typeof path === 'string') return { value: readSecret(path), source: `${flag}-file` };
  }
  if (environment[env] !== undefined) return { value: environment[env], source: env };
  if (secret && environment[`${env}_FILE`])
    return { value: readSecret(environment[`${env}_FILE`]!), source: `${env}_FILE` };
  const file = from.file?.name;
  if (entries.has(key)) return { value: entries.get(key), source: `${file}: ${key}` };
  if (secret && entries.has(`${key}-file`))
    return { value: readSecret(String(entries.get(`${key}-file`))), source: `${file}: ${key}-file` };
  if (name === 'data' && environment.STATE_DIRECTORY)
    return { value: environment.STATE_DIRECTORY, source: 'STATE_DIRECTORY' };
  return null;
}

function readSecretFile(path: string): string {
  return readFileSync(path === '-' ? 0 : path, 'utf8').replace(/\r?\n$/, '');
}

function flatten(table: Record<string, unknown>, prefix = ''): Map<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const [name, value] of Object.entries(table)) {
    const nested =
      typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
    if (!nested) entries.set(prefix + name, value);
    else
      for (const [key, inner] of flatten(value as Record<string, unknown>, `${prefix}${name}-`))
        entries.set(key, inner);
  }
  return entries;
}

/** Rules between options: nobody is exposed to a network by accident. */
function conflicts(config: Config): string[] {
  const problems: string[] = [];
  const exposed = !config.host.every(isLoopback);
  if (config.host.length === 0) problems.push('--host: at least one address is needed');
  if (exposed && config.publicUrl === null)
    problems.push(
      `--host ${config.host.join(',')} is reachable by others: add --public-url https://… as people will write it`,
    );
  if (config.publicUrl !== null) {
    const url = new URL(config.publicUrl);
    if (url.protocol === 'http:' && !isLoopback(url.hostname) && !config.insecureHttp)
      problems.push(
        '--public-url: sessions over plain http can be read on the way. Put TLS in front and write https://…, or add --insecure-http',
      );
    if (url.username || url.password || url.search || url.hash)
      problems.push('--public-url: only scheme, host, port and path');
  }
  if (!isLocal(config) && qualificationOf(config).mode === 'open' && !config.openToAnyone)
    problems.push(
      '--qualification open lets one person make a thousand identities: add --open-to-anyone if you mean it',
    );
  if ((config.githubClientId === null) !== (config.githubClientSecret === null))
    problems.push('--github-client-id and the GitHub client secret belong together');
  if ((config.smtpUrl === null) !== (config.mailFrom === null))
    problems.push('--smtp-url and --mail-from belong together');
  if (config.smtpPassword !== null && config.smtpUrl === null)
    problems.push('the SMTP password needs --smtp-url');
  if ((config.s3AccessKey === null) !== (config.s3SecretKey === null))
    problems.push('--s3-access-key and its secret (BREBAJE_S3_SECRET_KEY) belong together');
  if (config.s3Bucket === null)
    for (const name of NEEDS_BUCKET)
      if (config[name] !== OPTIONS[name].default) problems.push(`${spellings(name).flag} needs --s3-bucket`);
  if (config.s3PublicUrl !== null && config.s3Downloads !== 'redirect')
    problems.push('--s3-public-url needs --s3-downloads redirect');
  if (config.jobs === 'workers' && config.databaseUrl === null)
    problems.push('--jobs workers needs --database-url: workers take their jobs from Postgres');
  for (const origin of config.redirectOrigins)
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      problems.push(`--redirect-origins: ${origin} is no origin such as https://client.example.org`);
  return problems;
}
