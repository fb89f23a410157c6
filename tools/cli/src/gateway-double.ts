import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

export interface Asked {
  method: string;
  path: string;
  body: Json;
  headers: IncomingMessage['headers'];
}

export interface Reply {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A gateway for tests: stores what is put, with etags, and answers on a real socket. */
export class GatewayDouble {
  readonly asked: Asked[] = [];
  readonly stored = new Map<string, { resource: Json; etag: number }>();
  issuer = '';
  private readonly replies = new Map<string, (asked: Asked) => Reply | undefined>();
  private readonly server = createServer((request, response) => {
    void this.read(request).then((asked) => {
      this.asked.push(asked);
      const { status = 200, body = {}, headers = {} } = this.answer(asked);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
      return undefined;
    });
  });
  url = '';

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  reset(): void {
    this.asked.length = 0;
    this.stored.clear();
    this.replies.clear();
  }

  /** @param route method and path without query; undefined from the reply: as without it */
  on(route: string, reply: (asked: Asked) => Reply | undefined): void {
    this.replies.set(route, reply);
  }

  private async read(request: IncomingMessage): Promise<Asked> {
    let text = '';
    for await (const piece of request.setEncoding('utf8')) text += piece as string;
    const { method = '', url = '', headers } = request;
    return { method, path: url, body: JSON.parse(text || '{}') as Json, headers };
  }

  private answer(asked: Asked): Reply {
    const { method, body, headers } = asked;
    const path = decodeURIComponent(asked.path.split('?')[0] ?? '');
    const own = this.replies.get(`${method} ${path}`)?.(asked);
    if (own) return own;
    if (path === '/openapi.json') {
      const openIdConnectUrl = `${this.issuer}/.well-known/openid-configuration`;
      return {
        body: { components: { securitySchemes: { oidc: { type: 'openIdConnect', openIdConnectUrl } } } },
      };
    }
    const [, collection = ''] = /^\/v1\/([\w-]+)/.exec(path) ?? [];
    const field = collection
      .replace(/s$/, '')
      .replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const current = this.stored.get(path);
    if (method === 'GET') return current ? shown(field, current) : problem(404, 'NOT_FOUND', 'Not there.');
    if (method !== 'PUT') return problem(405, 'METHOD_NOT_ALLOWED', 'No.');
    if (current && headers['if-match'] !== `"${current.etag}"`)
      return problem(412, 'ETAG_MISMATCH', 'Changed.');
    if (current && JSON.stringify(current.resource) === JSON.stringify(body)) return shown(field, current);
    const next = { resource: body, etag: (current?.etag ?? 0) + 1 };
    this.stored.set(path, next);
    return shown(field, next);
  }
}

function shown(field: string, { resource, etag }: { resource: Json; etag: number }): Reply {
  return {
    body: { [field]: { ...resource, nameEn: resource['nameEn'] ?? '', etag: String(etag) } },
    headers: { etag: `"${etag}"` },
  };
}

export function problem(status: number, reason: string, detail: string, errors: Json[] = []): Reply {
  return {
    status,
    body: {
      type: 'x',
      title: 'x',
      status,
      reason,
      detail,
      traceId: 'trace-1',
      ...(errors.length > 0 ? { errors } : {}),
    },
    headers: { 'content-type': 'application/problem+json' },
  };
}
