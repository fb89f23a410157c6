import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OidcProvider } from './oidc';
import { type Account, Accounts, type ClientSpec } from './accounts';
import { configuration } from './configuration';
import { interactions } from './interactions';
import { loadKeys } from './keys';

export interface IdentityOptions {
  /** Where the keys are kept, so that tokens outlive a restart; undefined: in memory. */
  dataDir: string | undefined;
  /** 0 or absent: any free one. */
  port?: number;
  /** As callers see it; absent: `http://127.0.0.1:<port>`. */
  issuer?: string;
  accounts: Account[];
  clients: ClientSpec[];
  /** The `aud` of access tokens. */
  audience: string;
}

export interface RunningIdentityProvider {
  issuer: string;
  port: number;
  stop(): Promise<void>;
}

/** Starts the trial's OpenID provider on 127.0.0.1. */
export async function startIdentityProvider(options: IdentityOptions): Promise<RunningIdentityProvider> {
  if (process.env['NODE_ENV'] === 'production') {
    throw new Error(
      "The trial's identity provider is for the trial only: it does not start with NODE_ENV=production.",
    );
  }
  const accounts = new Accounts(options.accounts);
  const keys = await loadKeys(options.dataDir);

  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const issuer = options.issuer ?? `http://127.0.0.1:${port}`;

  const provider = new OidcProvider(issuer, configuration(accounts, options.clients, options.audience, keys));
  const protocol = provider.callback();
  const pages = interactions(provider, accounts);
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/')) {
      pages(request, response).catch((error: Error) => response.destroy(error));
    } else {
      protocol(request, response);
    }
  });

  return {
    issuer,
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
