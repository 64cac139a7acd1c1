/**
 * Every option of the server, once: name, type, default, help, whether it is secret. The flag, the
 * environment variable and the key in the file follow from the name (see `spellings`).
 */
import {
  choice,
  duration,
  flag,
  list,
  mailFrom,
  moment,
  size,
  smtpUrl,
  text,
  url,
  urls,
  whole,
} from './option-types.ts';

const hasPassword = (value: string): boolean => /^[a-z]+:\/\/[^/@\s]*:[^/@\s]+@|[?&]password=/i.test(value);

export const OPTIONS = {
  data: text({ default: './brebaje-data', help: 'Folder for database, keys and artifacts' }),
  host: list({ default: ['127.0.0.1', '::1'], help: 'Addresses to listen on' }),
  port: whole({ default: 3000, max: 65535, help: 'Port to listen on; 0 takes a free one' }),
  publicUrl: url({
    default: null,
    help: 'How people reach the server; a path in it is served as a prefix. Needed when host is not loopback',
  }),
  insecureHttp: flag({ default: false, help: 'Allow a plain http public URL beyond loopback' }),
  trustedProxies: list({
    default: [],
    help: 'Addresses or networks of proxies whose X-Forwarded-* headers are believed',
  }),
  operatorPort: whole({
    default: 9998,
    max: 65535,
    help: 'Port of metrics and health on 127.0.0.1; 0: a free one',
  }),
  databaseUrl: text({
    default: null,
    help: 'postgres://… instead of the embedded database',
    secret: hasPassword,
  }),
  pages: text({
    default: null,
    help: 'Folder of the built pages, or none for plain ones; default: those that come with the program',
  }),
  bundle: text({ default: null, help: 'Path of brebaje.mjs, offered for download with its SHA-256' }),
  threads: whole({
    default: null,
    min: 1,
    max: 256,
    help: 'Threads for verification; default: by the cores',
  }),
  jobs: choice(['here', 'workers'], {
    default: 'here',
    help: 'Who verifies contributions, makes geneses and finalizes: this server, or only brebaje worker processes',
  }),
  logLevel: choice(['debug', 'info', 'warn', 'error', 'silent'], {
    default: 'info',
    help: 'Least level that is logged',
  }),

  ceremony: text({ default: 'kzg', help: 'Slug of the ceremony that the root routes speak for' }),
  ceremonyTitle: text({ default: null, help: 'Its title, when it is created' }),
  ceremonySizes: text({
    default: '4096,65:8192,65:16384,65:32768,65',
    help: 'Powers in G1 and G2 per sub-ceremony, when it is created',
  }),
  ceremonyTest: flag({
    default: null,
    help: 'Mark it as a test; default: when there is no public URL',
  }),
  preset: choice(['kzg', 'ethereum-2023'], { default: 'kzg', help: 'Policy that the options below change' }),
  checkInInterval: duration({ default: null, help: 'How often clients check in' }),
  checkInTolerance: duration({ default: null, help: 'How much earlier or later a check-in may come' }),
  contributionTime: duration({ default: null, help: 'How long a turn lasts' }),
  maxLobbySize: whole({ default: null, min: 1, help: 'People in the lobby at once' }),
  maxSessions: whole({
    default: null,
    min: 1,
    help: 'Sessions of people who are not yet in the lobby, at once',
  }),
  sessionExpiry: duration({ default: null, help: 'How long an unused session lives' }),
  missedCheckIn: choice(['BARRED', 'PENALTY', 'NOTHING'], {
    default: null,
    help: 'What a missed check-in costs',
  }),
  lostTurn: choice(['BARRED', 'PENALTY', 'NOTHING'], { default: null, help: 'What a lost turn costs' }),
  penalty: duration({ default: null, help: 'How long a penalty lasts' }),
  attempts: whole({ default: null, min: 1, help: 'Turns a person may lose before being barred' }),
  multiContribution: flag({ default: null, help: 'Let one person contribute again and again (tests only)' }),
  drainLets: choice(['EVERYBODY', 'OPEN_TURN'], { default: null, help: 'Whom draining lets finish' }),
  closesAfter: whole({ default: null, min: 1, help: 'Contributions after which the ceremony closes' }),
  minimumContributions: whole({ default: null, help: 'Contributions it takes to finalize' }),

  qualification: choice(['open', 'checked'], {
    default: null,
    help: 'open: whoever signs in; checked: by the Ethereum and GitHub options. Default: open on loopback, else checked',
  }),
  maxListeners: whole({ default: 20_000, help: 'Listeners to live events at once' }),
  maxListenersPerPrefix: whole({
    default: 1_000,
    help: 'The same per address prefix (IPv4 /24, IPv6 /48)',
  }),
  openToAnyone: flag({ default: false, help: 'Allow qualification open beyond loopback' }),
  openPerPrefix: whole({
    default: 64,
    min: 1,
    help: 'People per address prefix (IPv4 /24, IPv6 /48) per day while qualification is open beyond loopback',
  }),
  ethereumRpcUrls: urls({
    default: [],
    help: 'JSON-RPC endpoints of archive nodes, in order of preference',
    secret: true,
  }),
  ethereumMinNonce: whole({ default: 4, help: 'Transactions an address must have sent' }),
  ethereumNonceBlock: whole({ default: 15_565_180, help: 'Block at which they are counted' }),
  ethereumChainId: whole({ default: 1, min: 1, help: 'Chain that sign-in messages must name' }),
  githubClientId: text({ default: null, help: 'Client id of the GitHub OAuth application' }),
  githubClientSecret: text({ default: null, help: 'Its client secret', secret: true }),
  githubAuthUrl: url({
    default: 'https://github.com/login/oauth/authorize',
    help: 'Where GitHub sign-in begins',
  }),
  githubTokenUrl: url({
    default: 'https://github.com/login/oauth/access_token',
    help: 'Where codes become tokens',
  }),
  githubUserinfoUrl: url({ default: 'https://api.github.com/user', help: 'Where the account is read' }),
  githubCreatedBefore: moment({
    default: Date.parse('2022-08-01T00:00:00Z'),
    help: 'GitHub accounts must be older than this',
  }),
  redirectOrigins: list({
    default: [],
    help: 'Origins that sign-in may redirect to without asking (https://client.example.org)',
  }),
  signInsPerMinute: whole({ default: 600, min: 1, help: 'Sign-in requests per address prefix and minute' }),

  drandUrls: urls({
    default: [
      'https://api.drand.sh',
      'https://api2.drand.sh',
      'https://api3.drand.sh',
      'https://drand.cloudflare.com',
    ],
    help: 'Where rounds of drand are asked for, in order of preference; whatever they answer is checked',
  }),
  ethereumBeaconUrls: urls({
    default: [],
    help: 'Beacon nodes that are asked for the RANDAO mix of a slot, in order of preference',
    secret: true,
  }),

  smtpUrl: smtpUrl({
    default: null,
    help: 'Mail server: smtps://user@host, or smtp://user@host:587 (STARTTLS is required beyond loopback). Without it nobody is e-mailed',
    secret: hasPassword,
  }),
  smtpPassword: text({ default: null, help: 'Its password', secret: true }),
  mailFrom: mailFrom({ default: null, help: 'Sender of e-mails: ceremony@example.org' }),
  s3Bucket: text({
    default: null,
    help: 'Bucket of an S3-compatible store that keeps the files, in place of the data folder',
  }),
  s3Endpoint: url({ default: null, help: 'Base URL of that store; default: Amazon’s of the region' }),
  s3PublicEndpoint: url({
    default: null,
    help: 'The same as people’s machines reach it, for addresses of parts and downloads; default: the endpoint',
  }),
  s3Region: text({ default: 'us-east-1', help: 'Region that requests to it are signed for' }),
  s3Prefix: text({ default: '', help: 'What the names of all files begin with; one server per prefix' }),
  s3PathStyle: flag({
    default: null,
    help: 'Name the bucket in paths, not in the host name; default: with an endpoint of your own',
  }),
  s3AccessKey: text({
    default: null,
    help: 'Access key; without it those of the machine (AWS_ACCESS_KEY_ID and so on, roles)',
  }),
  s3SecretKey: text({ default: null, help: 'The secret to the access key', secret: true }),
  s3PartsThroughServer: flag({
    default: false,
    help: 'Have uploads sent to this server, for a bucket whose CORS rules do not let pages write',
  }),
  s3Downloads: choice(['server', 'redirect'], {
    default: 'server',
    help: 'Whether this server sends files on, or redirects to the bucket by an address good for an hour',
  }),
  s3PublicUrl: url({
    default: null,
    help: 'With redirects: where anybody reads what the bucket holds (a CDN, say), in place of signed addresses',
  }),
  s3CacheSize: size({
    default: 8_589_934_592,
    help: 'How much of the bucket is kept in the data folder for verification',
  }),
  minFreeDisk: size({
    default: 1_073_741_824,
    help: 'With less space than this in the data folder no new turn is handed out; 0: never looked at',
  }),
  maxCircuitSize: size({
    default: 4_294_967_296,
    help: 'Longest r1cs or wasm of a circuit that coordinators may upload',
  }),
  maxPtauSize: size({
    default: 34_359_738_368,
    help: 'Longest ptau or zkey that coordinators may upload for a circuit',
  }),
} as const;

export type OptionName = keyof typeof OPTIONS;

/** The effective configuration: one value per option. */
export type Config = {
  -readonly [K in OptionName]: (typeof OPTIONS)[K]['default'] | ReturnType<(typeof OPTIONS)[K]['parse']>;
};

/** How an option is spelled on the command line, in the environment and in the file. */
export function spellings(name: OptionName): { flag: string; env: string; key: string } {
  const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return { flag: `--${kebab}`, env: `BREBAJE_${kebab.replaceAll('-', '_').toUpperCase()}`, key: kebab };
}

/** Every option's default, as `load` without any source gives it. */
export function defaults(): Config {
  return Object.fromEntries(
    Object.entries(OPTIONS).map(([name, option]) => [name, option.default]),
  ) as Config;
}
