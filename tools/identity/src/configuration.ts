import { type Client, type Context, interactionPolicy } from './oidc';
import { type Accounts, claimsOf, type ClientSpec, isMachine } from './accounts';
import type { Keys } from './keys';
import * as pages from './pages';
import { memoryStore } from './store';

/** One resource server, the gateway, whatever its audience is called. */
const resource = 'urn:fuxing:api';
const scopes = 'openid profile offline_access';

interface TokenOf {
  accountId?: string;
  clientId: string;
}

/** What oidc-provider is told. Everything not named here keeps the library's default. */
export function configuration(
  accounts: Accounts,
  clients: ClientSpec[],
  audience: string,
  keys: Keys,
): Record<string, unknown> {
  const machines = new Map(clients.filter(isMachine).map((client) => [client.clientId, client]));
  return {
    adapter: memoryStore(),
    jwks: { keys: [keys.signing] },
    cookies: { keys: [keys.cookie], long: { sameSite: 'lax' }, short: { sameSite: 'lax' } },
    clients: clients.map(registration),
    clientBasedCORS: (_: Context, origin: string, client: Client) =>
      (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
    scopes: scopes.split(' '),
    claims: { openid: ['sub'], profile: ['name', 'tenant', 'roles', 'unit'] },
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    ttl: {
      AccessToken: 900,
      ClientCredentials: 900,
      IdToken: 900,
      DeviceCode: 600,
      Interaction: 600,
      Session: 43_200,
      Grant: 1_209_600,
      RefreshToken: 1_209_600,
    },
    findAccount(_: Context, username: string) {
      const account = accounts.find(username);
      return account && { accountId: username, claims: () => ({ sub: username, ...claimsOf(account) }) };
    },
    extraTokenClaims(_: Context, token: TokenOf) {
      const rights = token.accountId ? accounts.find(token.accountId) : machines.get(token.clientId);
      return rights && claimsOf(rights);
    },
    issueRefreshToken: (_: Context, client: Client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    loadExistingGrant: grantEverything,
    interactions: { policy: policy(), url: (_: Context, { uid }: { uid: string }) => `/interaction/${uid}` },
    renderError(ctx: Context, out: { error: string }) {
      show(ctx, pages.errorPage(out.error));
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 900,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
      deviceFlow: {
        enabled: true,
        userCodeInputSource(ctx: Context, form: string, _out: unknown, error?: Error) {
          show(ctx, pages.deviceCodePage(form, error !== undefined));
        },
        userCodeConfirmSource(ctx: Context, form: string, client: Client, _device: unknown, code: string) {
          show(ctx, pages.deviceConfirmPage(form, client.clientName ?? client.clientId, code));
        },
        successSource(ctx: Context) {
          show(ctx, pages.deviceDonePage());
        },
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx: Context, form: string) {
          show(ctx, pages.signOutPage(form));
        },
        postLogoutSuccessSource(ctx: Context) {
          show(ctx, pages.signedOutPage());
        },
      },
    },
  };
}

/** All clients are the platform's own, so nobody is asked for consent … */
function policy(): unknown {
  const prompts = interactionPolicy.base();
  prompts.remove('consent');
  return prompts;
}

/** … and everybody has given it. */
async function grantEverything({ oidc }: Context): Promise<unknown> {
  const grant = new oidc.provider.Grant({
    accountId: oidc.session.accountId,
    clientId: oidc.client.clientId,
  });
  grant.addOIDCScope(scopes);
  await grant.save();
  return grant;
}

function registration(client: ClientSpec): Record<string, unknown> {
  if (isMachine(client)) {
    return {
      client_id: client.clientId,
      client_name: client.name,
      client_secret: client.secret,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    };
  }
  const device = client.device ? ['urn:ietf:params:oauth:grant-type:device_code'] : [];
  return {
    client_id: client.clientId,
    client_name: client.name,
    application_type: client.redirectUris.some((uri) => uri.startsWith('http:')) ? 'native' : 'web',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token', ...device],
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris ?? [],
  };
}

function show(ctx: Context, html: string): void {
  for (const [header, value] of Object.entries(pages.pageHeaders)) ctx.set(header, value);
  ctx.body = html;
}
