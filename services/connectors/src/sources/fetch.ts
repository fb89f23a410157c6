import { lookup as dnsLookup } from 'node:dns';
import { Readable } from 'node:stream';
import { Agent, type Dispatcher, request } from 'undici';
import { type Addresses, forbidden } from './addresses';
import { beginning, gunzipped, MAX_REFUSAL } from './body';
import { guardedConnect, type OwnOrigin } from './guarded-connect';
import { MAX_BYTES, readable, refused, tooLarge } from './http-errors';
import { Intake } from './intake';
import type { Pace } from './pace';
import { hide } from './secrets';
import { SourceError } from './source-error';

/** For the headers, and for the pause between two pieces of the body. */
const SILENCE_TIMEOUT_MS = 30_000;
/** Of one body or file. */
export const WHOLE_TIMEOUT_MS = 15 * 60_000;
const MAX_REDIRECTS = 5;
const MAX_FORM_ANSWER = 1024 * 1024;
const ALWAYS = { 'user-agent': 'fuxing-connectors' };
const FORM = 'application/x-www-form-urlencoded';

/** How requests to one origin carry a credential. Nothing of it goes anywhere else, whatever a redirect says. */
export interface HttpAuth extends OwnOrigin {
  headers?: (stopped: AbortSignal) => Promise<Record<string, string>>;
  query?: { name: string; value: string };
  /** Called when the origin answers 401; true when the next request may fare better. */
  refused?: () => boolean;
}

export interface HttpOptions {
  auth?: HttpAuth | undefined;
  /** What names are resolved by. */
  resolveName?: typeof dnsLookup;
  /** Before each request. */
  pace?: Pace | undefined;
  intake?: Intake;
}

/**
 * The only way out of this service. Connects to public unicast addresses and those the operator allows, whatever name or
 * redirect leads there: names are resolved by the connection itself, so an answer that changes in between changes nothing.
 */
export class Http {
  private readonly agent: Agent;
  private readonly auth: HttpAuth | undefined;
  /** Secrets that went out. */
  private readonly sent = new Set<string>();
  private readonly intake: Intake;
  private readonly pace: Pace | undefined;

  constructor(
    private readonly addresses: Addresses,
    { auth, resolveName = dnsLookup, pace, intake = new Intake() }: HttpOptions = {},
  ) {
    this.auth = auth;
    this.pace = pace;
    this.intake = intake;
    this.agent = new Agent({
      connect: guardedConnect(addresses, resolveName, auth),
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
      // Refused at once, not after so many bytes.
      if (Number(headers['content-length'] ?? 0) > MAX_BYTES) {
        body.destroy();
        throw tooLarge(address);
      }
      let bytes = 0;
      const sent = this.intake.watched(body, new URL(address).host);
      const unpacked = headers['content-encoding'] === 'gzip' ? gunzipped(Readable.from(sent), body) : sent;
      for await (const piece of unpacked as AsyncIterable<Buffer>) {
        bytes += piece.length;
        if (bytes > MAX_BYTES) throw tooLarge(address);
        this.intake.add(piece.length);
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
    const text = new TextDecoder('utf-8').decode(Buffer.concat(pieces));
    return { text: this.withoutSecrets(text), link: this.withoutSecrets(link) };
  }

  /** The body of a 2xx answer to a form, at most 1 MiB; redirects are not followed. */
  async post(
    address: string,
    form: string,
    headers: Record<string, string>,
    stopped: AbortSignal,
  ): Promise<string> {
    const url = new URL(address);
    this.addresses.assertUrl(url);
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(2 * SILENCE_TIMEOUT_MS)]);
    try {
      const answer = await request(url, {
        method: 'POST',
        body: form,
        headers: { ...headers, ...ALWAYS, accept: 'application/json', 'content-type': FORM },
        dispatcher: this.agent,
        signal,
      });
      if (answer.statusCode < 200 || answer.statusCode > 299) {
        await answer.body.dump({ limit: 64 * 1024 });
        throw refused(url, answer);
      }
      let text = '';
      for await (const piece of answer.body as AsyncIterable<Buffer>) {
        text += piece.toString('latin1');
        if (text.length > MAX_FORM_ANSWER) throw tooLarge(address);
      }
      return text;
    } catch (error) {
      throw readable(error, address, stopped);
    }
  }

  /** An answer that repeats what it was asked with must not carry it into what is stored, or said. */
  private withoutSecrets(text: string): string {
    return hide(text, [...this.sent]);
  }

  /** @param value of a header or parameter; in a header the secret stands behind the name of its scheme */
  private remember(value: string): void {
    this.sent.add(value.slice(value.lastIndexOf(' ') + 1));
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async follow(start: URL, accept: string, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    let url = start;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      if (!/^https?:$/.test(url.protocol)) throw forbidden(url.protocol);
      this.addresses.assertUrl(url);
      await this.pace?.(signal);
      const answer = await this.ask(url, accept, signal);
      const { statusCode } = answer;
      // Whoever reads the body meets its errors; a body that is let go may fail unheard.
      answer.body.on('error', () => undefined);
      if (statusCode >= 200 && statusCode < 300) {
        const encoding = answer.headers['content-encoding'];
        if (encoding === undefined || encoding === 'identity' || encoding === 'gzip') return answer;
        answer.body.destroy();
        throw new SourceError(
          {
            en: `${url.host} sent ${String(encoding)}, which was not asked for.`,
            zh: `${url.host} 返回了未请求的编码 ${String(encoding)}。`,
          },
          false,
        );
      }
      const { location } = answer.headers;
      if (statusCode < 300 || statusCode > 399 || typeof location !== 'string')
        throw refused(
          url,
          answer,
          this.withoutSecrets(await beginning(this.intake.watched(answer.body, url.host))),
        );
      // Read a little so that the connection can be used again, never all of it.
      await answer.body.dump({ limit: MAX_REFUSAL });
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

  /** With the credential on its own origin; once more when that may help. */
  private async ask(url: URL, accept: string, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const auth = url.origin === this.auth?.origin ? this.auth : undefined;
    const asked = new URL(url);
    if (auth?.query) {
      this.remember(auth.query.value);
      asked.searchParams.set(auth.query.name, auth.query.value);
    }
    for (let again = false; ; again = true) {
      const own = (await auth?.headers?.(signal)) ?? {};
      for (const value of Object.values(own)) this.remember(value);
      const headers = { ...own, ...ALWAYS, accept, 'accept-encoding': 'gzip' };
      const answer = await request(asked, { dispatcher: this.agent, signal, headers });
      if (answer.statusCode !== 401 || again || !auth?.refused?.()) return answer;
      await answer.body.dump({ limit: 64 * 1024 });
    }
  }
}
