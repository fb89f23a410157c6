import { setTimeout as sleep } from 'node:timers/promises';

/** What the gateway said when it refused: an RFC 9457 problem. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    detail: string,
    readonly errors: { field: string; reason: string; detail: string }[],
    readonly traceId: string,
  ) {
    super(detail);
    this.name = 'Refused';
  }
}

/** No answer, or one that is not a gateway's. */
export class Unreachable extends Error {}

export interface Answer<T> {
  body: T;
  /** Of the resource, quotes included; empty when it has none. */
  etag: string;
}

export interface GatewayOptions {
  /** For example `http://127.0.0.1:8080`. */
  url: string;
  /** Asked for before every request, so that it may renew itself. */
  token: () => Promise<string>;
  /** `zh-CN` or `en`: of the gateway's sentences. */
  language: string;
}

/** A request to a gateway that still answers after this is lost; its own deadline is 30 s. */
const TIMEOUT_MS = 60_000;
/**
 * How often a request is sent again that came too early (429), or before a service was there again (503 with Retry-After). A write
 * names itself by an id of its caller, so that doing it again changes nothing.
 */
const AGAIN = { 429: 20, 503: 10 } as const;

/** Talks to the gateway, and to nothing else. */
export class GatewayClient {
  constructor(private readonly options: GatewayOptions) {}

  get<T = Record<string, unknown>>(path: string): Promise<Answer<T>> {
    return this.request<T>('GET', path);
  }

  put<T = Record<string, unknown>>(path: string, body: unknown, ifMatch = ''): Promise<Answer<T>> {
    return this.request<T>('PUT', path, body, ifMatch ? { 'if-match': ifMatch } : {});
  }

  post<T = Record<string, unknown>>(path: string, body: unknown = {}): Promise<Answer<T>> {
    return this.request<T>('POST', path, body);
  }

  delete<T = Record<string, unknown>>(path: string): Promise<Answer<T>> {
    return this.request<T>('DELETE', path);
  }

  /** All pages of a list, one item after the other. */
  async *list<T>(path: string, field: string, query: Record<string, string> = {}): AsyncIterable<T> {
    let pageToken = '';
    do {
      const parameters = new URLSearchParams({
        pageSize: '500',
        ...query,
        ...(pageToken ? { pageToken } : {}),
      });
      const { body } = await this.get(`${path}?${parameters.toString()}`);
      yield* (body[field] ?? []) as T[];
      pageToken = (body['nextPageToken'] as string | undefined) ?? '';
    } while (pageToken);
  }

  /** The body of an answer that does not end by itself, in pieces of text. */
  async *stream(path: string, headers: Record<string, string>, signal: AbortSignal): AsyncIterable<string> {
    const response = await this.send('GET', path, undefined, headers, signal);
    if (!response.ok) throw refusal(response.status, await response.text());
    const decoder = new TextDecoder();
    for await (const piece of response.body ?? [])
      yield decoder.decode(piece as Uint8Array, { stream: true });
  }

  /** A file, as it is. */
  async bytes(path: string): Promise<Buffer> {
    const response = await this.send('GET', path, undefined, {}, AbortSignal.timeout(TIMEOUT_MS));
    if (!response.ok) throw refusal(response.status, await response.text());
    return Buffer.from(await response.arrayBuffer());
  }

  /** @throws Refused when the gateway says no, Unreachable when it does not answer */
  private async request<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.send(method, path, body, headers, AbortSignal.timeout(TIMEOUT_MS));
      const text = await response.text().catch((error: unknown) => {
        throw this.unreachable(error);
      });
      const { status } = response;
      const later = response.headers.get('retry-after');
      if ((status === 429 || (status === 503 && later !== null)) && attempt < AGAIN[status]) {
        await sleep(1000 * Math.min(Math.max(Number(later) || 1, 1), 60));
        continue;
      }
      if (!response.ok) throw refusal(status, text);
      try {
        return { body: JSON.parse(text || '{}') as T, etag: response.headers.get('etag') ?? '' };
      } catch (error) {
        throw this.unreachable(error);
      }
    }
  }

  private async send(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response> {
    const { url, token, language } = this.options;
    const authorization = `Bearer ${await token()}`;
    try {
      return await fetch(`${url}${path}`, {
        method,
        signal,
        headers: {
          authorization,
          'accept-language': language,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      throw this.unreachable(error);
    }
  }

  private unreachable(error: unknown): Unreachable {
    return new Unreachable(`${this.options.url}: ${reasonOf(error)}`, { cause: error });
  }
}

function refusal(status: number, text: string): Refused {
  try {
    const problem = JSON.parse(text) as {
      reason?: string;
      detail?: string;
      title?: string;
      errors?: Refused['errors'];
      traceId?: string;
    };
    const detail = problem.detail ?? problem.title ?? `HTTP ${status}`;
    return new Refused(
      status,
      problem.reason ?? `HTTP_${status}`,
      detail,
      problem.errors ?? [],
      problem.traceId ?? '',
    );
  } catch {
    return new Refused(status, `HTTP_${status}`, text.slice(0, 200) || `HTTP ${status}`, [], '');
  }
}

/** Of a failed fetch, which hides it in its cause. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
