import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

const REGION = 'test-1';
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (body: Buffer | string): string => createHash('sha256').update(body).digest('hex');

/**
 * For tests: one bucket that answers as S3 does and believes nobody. It computes Signature Version 4 itself, from the text of
 * AWS's documentation, and compares the hash of what it got with the one that was signed.
 */
export async function s3Double(accessKeyId: string, secretAccessKey: string) {
  const objects = new Map<string, Buffer>();
  const refusals: string[] = [];

  const fault = (request: IncomingMessage, body: Buffer): string | undefined => {
    const { authorization = '' } = request.headers;
    const form =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
    const [, id, day = '', region = '', signed = '', signature = ''] = form.exec(authorization) ?? [];
    if (id !== accessKeyId || region !== REGION) return 'credential';
    const at = String(request.headers['x-amz-date']);
    if (!at.startsWith(day)) return 'date';
    const hash = String(request.headers['x-amz-content-sha256']);
    if (request.method === 'PUT' && hash !== sha256(body)) return 'content';
    const names = signed.split(';');
    if (!['host', 'x-amz-date', 'x-amz-content-sha256'].every((name) => names.includes(name)))
      return 'headers';
    const headers = names.map((name) => `${name}:${String(request.headers[name]).trim()}\n`).join('');
    const canonical = [request.method, request.url, '', headers, signed, hash].join('\n');
    const scope = `${day}/${region}/s3/aws4_request`;
    const toSign = ['AWS4-HMAC-SHA256', at, scope, sha256(canonical)].join('\n');
    const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${secretAccessKey}`, day), region));
    return timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex')) ? undefined : 'signature';
  };

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const wrong = fault(request, body);
      const path = request.url ?? '';
      if (wrong) {
        refusals.push(wrong);
        response.writeHead(403).end();
      } else if (request.method === 'PUT') {
        objects.set(path, body);
        response.writeHead(200).end();
      } else {
        const found = objects.get(path);
        response.writeHead(found ? 200 : 404).end(found);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/evidence`,
    region: REGION,
    objects,
    refusals,
    stop: () => server.close(),
  };
}
