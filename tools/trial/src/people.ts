import { GatewayClient } from '@fuxing/cli';
import { signIn, type Tokens } from '@fuxing/identity';
import { CLI_CLIENT, DEMO_PASSWORD } from './accounts';

/** People of the demonstration at the gateway, signed in as anybody would be. */
export class People {
  private readonly clients = new Map<string, GatewayClient>();

  constructor(
    private readonly url: string,
    private readonly issuer: string,
  ) {}

  /** The gateway in the name of a demo account. */
  as(username: string): GatewayClient {
    const known = this.clients.get(username);
    if (known) return known;
    let tokens: Promise<Tokens> | undefined;
    const fresh = () => signIn(this.issuer, CLI_CLIENT, { username, password: DEMO_PASSWORD });
    const token = async (): Promise<string> => {
      const have = await (tokens ??= fresh());
      if (have.expiresAt.getTime() - Date.now() > 30_000) return have.accessToken;
      tokens = fresh();
      return (await tokens).accessToken;
    };
    const client = new GatewayClient({ url: this.url, token, language: 'zh-CN' });
    this.clients.set(username, client);
    return client;
  }

  /** The gateway in the name of a system, by client credentials. */
  system(clientId: string, secret: string): GatewayClient {
    const token = async (): Promise<string> => {
      const response = await fetch(`${this.issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      if (!response.ok) throw new Error(`${clientId} was not let in: ${await response.text()}`);
      return ((await response.json()) as { access_token: string }).access_token;
    };
    return new GatewayClient({ url: this.url, token, language: 'zh-CN' });
  }
}
