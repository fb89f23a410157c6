import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { DomainError } from '@fuxing/errors';
import { Agent, buildConnector, type Dispatcher, request } from 'undici';
import { Addresses, forbidden } from './addresses';
import { SourceError } from './source-error';

const CONNECT_TIMEOUT_MS = 10_000;
/** For the headers, and for the pause between two pieces of the body. */
const SILENCE_TIMEOUT_MS = 30_000;
const WHOLE_TIMEOUT_MS = 15 * 60_000;
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_REDIRECTS = 5;
const MAX_RETRY_AFTER_MS = 5 * 60_000;

/**
 * The only way out of this service. Connects to public unicast addresses and those the operator allows, whatever name or
 * redirect leads there: names are resolved by the connection itself, so an answer that changes in between changes nothing.
 */
export class Http {
  private readonly agent: Agent;
  private readonly addresses: Addresses;

  /** @param allowed see ALLOW_PRIVATE_ADDRESSES */
  constructor(allowed = '') {
    this.addresses = new Addresses(allowed);
    this.agent = new Agent({
      connect: this.connector(),
      headersTimeout: SILENCE_TIMEOUT_MS,
      bodyTimeout: SILENCE_TIMEOUT_MS,
    });
  }

  /**
   * The body of a 2xx answer in pieces, at most 256 MiB.
   *
   * @throws SourceError, DomainError SOURCE_ADDRESS_FORBIDDEN
   */
  async *read(
    address: string,
    accept: string,
    stopped: AbortSignal,
    answered: (headers: Dispatcher.ResponseData['headers']) => void = () => undefined,
  ): AsyncGenerator<Buffer> {
    const ended = AbortSignal.any([stopped, AbortSignal.timeout(WHOLE_TIMEOUT_MS)]);
    try {
      const { body, headers } = await this.follow(new URL(address), accept, ended);
      answered(headers);
      let bytes = 0;
      for await (const piece of body as AsyncIterable<Buffer>) {
        bytes += piece.length;
        if (bytes > MAX_BYTES) throw tooLarge(address);
        yield piece;
      }
    } catch (error) {
      throw readable(error, address, stopped);
    }
  }

  /** The whole body as text. */
  async text(address: string, accept: string, stopped: AbortSignal): Promise<string> {
    return (await this.answer(address, accept, stopped)).text;
  }

  /** The whole body as text, with the Link header (RFC 8288). */
  async answer(
    address: string,
    accept: string,
    stopped: AbortSignal,
  ): Promise<{ text: string; link: string }> {
    const pieces: Buffer[] = [];
    let link = '';
    const read = this.read(address, accept, stopped, (headers) => {
      link = [headers['link'] ?? []].flat().join(', ');
    });
    for await (const piece of read) pieces.push(piece);
    return { text: new TextDecoder('utf-8').decode(Buffer.concat(pieces)), link };
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async follow(start: URL, accept: string, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    let url = start;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      this.addresses.assertUrl(url);
      const headers = { accept, 'user-agent': 'fuxing-connectors' };
      const answer = await request(url, { dispatcher: this.agent, signal, headers });
      const { statusCode } = answer;
      // Whoever reads the body meets its errors; a body that is let go may fail unheard.
      answer.body.on('error', () => undefined);
      if (statusCode >= 200 && statusCode < 300) {
        const encoding = answer.headers['content-encoding'];
        if (encoding === undefined || encoding === 'identity') return answer;
        answer.body.destroy();
        throw new SourceError(
          {
            en: `${url.host} sent ${String(encoding)}, which was not asked for.`,
            zh: `${url.host} 返回了未请求的编码 ${String(encoding)}。`,
          },
          false,
        );
      }
      // Read a little so that the connection can be used again, never all of it.
      await answer.body.dump({ limit: 64 * 1024 });
      const { location } = answer.headers;
      if (statusCode < 300 || statusCode > 399 || typeof location !== 'string') throw refused(url, answer);
      url = new URL(location, url);
    }
    throw new SourceError(
      {
        en: `${start.host} redirects more than ${MAX_REDIRECTS} times.`,
        zh: `${start.host} 重定向超过 ${MAX_REDIRECTS} 次。`,
      },
      false,
    );
  }

  private connector(): buildConnector.connector {
    const plain = buildConnector({ timeout: CONNECT_TIMEOUT_MS });
    const guarded = buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup: this.lookup() });
    return (options, callback) => {
      const port = options.port || (options.protocol === 'https:' ? '443' : '80');
      const host = options.hostname.replace(/^\[|\]$/g, '');
      if (this.addresses.namesHost(host, port)) return plain(options, callback);
      if (isIP(host) !== 0 && !this.addresses.allows(host)) return callback(forbidden(host), null);
      return guarded(options, (error, socket) => {
        if (error) return callback(error, null);
        const at = socket.remoteAddress ?? '';
        if (this.addresses.allows(at)) return callback(null, socket);
        socket.destroy();
        return callback(forbidden(at), null);
      });
    };
  }

  private lookup() {
    return (
      hostname: string,
      options: LookupOptions,
      callback: (
        error: NodeJS.ErrnoException | null,
        address: string | LookupAddress[],
        family?: number,
      ) => void,
    ): void => {
      dnsLookup(hostname, { ...options, all: true }, (error, found) => {
        if (error) return callback(error, []);
        const allowed = found.filter(({ address }) => this.addresses.allows(address));
        const [first] = allowed;
        if (!first) return callback(forbidden(`${hostname} (${found.map((a) => a.address).join(', ')})`), []);
        return options.all ? callback(null, allowed) : callback(null, first.address, first.family);
      });
    };
  }
}

function refused(url: URL, { statusCode, headers }: Dispatcher.ResponseData): SourceError {
  const temporary = statusCode === 408 || statusCode === 429 || statusCode >= 500;
  return new SourceError(
    { en: `${url.host} answered ${statusCode}.`, zh: `${url.host} 返回状态 ${statusCode}。` },
    temporary,
    retryAfter(headers['retry-after']),
  );
}

/** Seconds or a date (RFC 9110, 10.2.3); at most five minutes. */
function retryAfter(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

function readable(error: unknown, address: string, stopped: AbortSignal): unknown {
  if (stopped.aborted || error instanceof SourceError || error instanceof DomainError) return error;
  const { host } = new URL(address);
  const cause =
    error instanceof Error
      ? `${'code' in error ? String(error.code) : error.name}: ${error.message}`
      : String(error);
  return new SourceError(
    { en: `The connection to ${host} failed (${cause}).`, zh: `与 ${host} 的连接失败（${cause}）。` },
    true,
  );
}

function tooLarge(address: string): SourceError {
  return new SourceError(
    {
      en: `${new URL(address).host} sent more than ${MAX_BYTES} bytes.`,
      zh: `${new URL(address).host} 返回超过 ${MAX_BYTES} 字节。`,
    },
    false,
  );
}
