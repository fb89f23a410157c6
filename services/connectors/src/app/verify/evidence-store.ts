import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AwsClient } from 'aws4fetch';

/** Where the bytes of evidence are. Their key is made of their hash, so that storing them again changes nothing. */
export interface EvidenceStore {
  /** They are there for good when it resolves. */
  put(key: string, content: Buffer): Promise<void>;
  /**
   * undefined when they are not there. Where there are more than they should be, the first ones and one more: whatever is in
   * the storage, no more of it is read.
   */
  get(key: string, size: number): Promise<Buffer | undefined>;
}

/** A key that is safe as a path and as an address, whatever a tenant is called. */
export function keyOf(tenantId: string, sha256: string): string {
  const tenant = createHash('sha256').update(tenantId).digest('hex').slice(0, 16);
  return `${tenant}/${sha256.slice(0, 2)}/${sha256}`;
}

/** A folder on a disk that all replicas share, or that of the only one. */
export class FolderStore implements EvidenceStore {
  constructor(private readonly folder: string) {}

  async put(key: string, content: Buffer): Promise<void> {
    const path = join(this.folder, key);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const written = `${path}.${randomUUID()}`;
    try {
      // Never followed, never executed.
      const file = await open(written, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(written, path);
      const folder = await open(dirname(path));
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    } finally {
      await rm(written, { force: true });
    }
  }

  async get(key: string, size: number): Promise<Buffer | undefined> {
    try {
      return await upTo(createReadStream(join(this.folder, key)), size);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

/** What an S3-compatible storage needs. */
export interface S3Settings {
  /** Of the bucket, `https://storage.example/evidence`. */
  url: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

const TIMEOUT_MS = 20_000;

/** A bucket of S3-compatible storage (AWS, MinIO, Ceph, OBS, OSS), by path. */
export class S3Store implements EvidenceStore {
  private readonly client: AwsClient;

  constructor(private readonly settings: S3Settings) {
    const { region, accessKeyId, secretAccessKey } = settings;
    this.client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 3 });
  }

  async put(key: string, content: Buffer): Promise<void> {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const response = await this.ask(key, {
      method: 'PUT',
      body: new Uint8Array(content),
      // Signed, so that the storage refuses other bytes.
      headers: { 'content-type': 'application/octet-stream', 'x-amz-content-sha256': sha256 },
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`The evidence storage answered ${response.status} to a file.`);
  }

  async get(key: string, size: number): Promise<Buffer | undefined> {
    const response = await this.ask(key, { method: 'GET' });
    if (response.ok) return upTo(response.body ?? [], size);
    // A bucket that is gone is not a file that is not there.
    const said = await response.text();
    if (response.status === 404 && !said.includes('<Code>NoSuchBucket</Code>')) return undefined;
    throw new Error(`The evidence storage answered ${response.status}.`);
  }

  /** The address is the operator's, so it is not one that somebody may have made us visit; it leads nowhere else. */
  private ask(key: string, init: RequestInit): Promise<Response> {
    const url = `${this.settings.url.replace(/\/+$/, '')}/${key}`;
    return this.client.fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  }
}

async function upTo(content: AsyncIterable<Uint8Array> | Uint8Array[], size: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of content) {
    pieces.push(piece);
    if ((bytes += piece.length) > size) break;
  }
  return Buffer.concat(pieces).subarray(0, size + 1);
}
