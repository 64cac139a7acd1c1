/** Which bucket a configuration names. */
import type { Config } from '../../config/options.ts';
import type { BucketPlace } from './bucket.ts';

/** The bucket of a configuration; null: files are on this machine's disk. */
export function bucketPlace(config: Config): BucketPlace | null {
  if (config.s3Bucket === null) return null;
  const { s3AccessKey: accessKeyId, s3SecretKey: secretAccessKey } = config;
  const prefix = config.s3Prefix.replace(/^\/+|\/+$/g, '');
  return {
    bucket: config.s3Bucket,
    endpoint: config.s3Endpoint,
    publicEndpoint: config.s3PublicEndpoint,
    region: config.s3Region,
    prefix: prefix === '' ? '' : `${prefix}/`,
    pathStyle: config.s3PathStyle ?? config.s3Endpoint !== null,
    credentials: accessKeyId === null || secretAccessKey === null ? null : { accessKeyId, secretAccessKey },
  };
}

/** Where people's browsers send and read what goes past this server. */
export function storageOrigins(config: Config): string[] {
  const place = bucketPlace(config);
  if (!place) return [];
  const { s3Downloads, s3PublicUrl, s3PartsThroughServer } = config;
  const origins: string[] = [];
  if (!s3PartsThroughServer || (s3Downloads === 'redirect' && s3PublicUrl === null))
    origins.push(originOf(place));
  if (s3Downloads === 'redirect' && s3PublicUrl !== null) origins.push(new URL(s3PublicUrl).origin);
  return origins;
}

function originOf({ bucket, endpoint, publicEndpoint, region, pathStyle }: BucketPlace): string {
  const url = new URL(publicEndpoint ?? endpoint ?? `https://s3.${region}.amazonaws.com`);
  if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`;
  return url.origin;
}
