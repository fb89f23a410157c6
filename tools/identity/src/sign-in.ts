import { createHash, randomBytes } from 'node:crypto';

export interface Tokens {
  accessToken: string;
  idToken: string;
  refreshToken: string;
  expiresAt: Date;
}

/**
 * Signs a person in the way a browser would: authorization code with PKCE, through the HTML form.
 *
 * For tests and the trial's sample loader only; a real client never sees a password.
 *
 * @throws Error when the provider refuses, with its status and page or error code
 */
export async function signIn(
  issuer: string,
  clientId: string,
  account: { username: string; password: string },
  redirectUri = 'http://127.0.0.1/callback',
): Promise<Tokens> {
  const browser = new Browser();
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const authorize = new URL(`${issuer}/auth`);
  authorize.search = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid profile offline_access',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state,
  }).toString();

  const form = await browser.redirect(authorize);
  const resume = await browser.redirect(form, { username: account.username, password: account.password });
  const callback = await browser.redirect(resume);
  const code = callback.searchParams.get('code');
  if (!code || callback.searchParams.get('state') !== state) {
    throw new Error(`Sign-in was refused: ${callback.searchParams.get('error') ?? 'wrong state'}.`);
  }
  return exchange(issuer, {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
}

async function exchange(issuer: string, grant: Record<string, string>): Promise<Tokens> {
  const response = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(grant) });
  const answer = (await response.json()) as Record<string, string> & { expires_in: number };
  if (!response.ok) throw new Error(`The token endpoint refused: ${answer['error']}.`);
  return {
    accessToken: answer['access_token'] ?? '',
    idToken: answer['id_token'] ?? '',
    refreshToken: answer['refresh_token'] ?? '',
    expiresAt: new Date(Date.now() + answer.expires_in * 1000),
  };
}

/** Cookies and single redirects: as much of a browser as signing in needs. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  async open(url: URL | string, form?: Record<string, string>): Promise<Response> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Where the answer sends the browser. */
  async redirect(url: URL, form?: Record<string, string>): Promise<URL> {
    const response = await this.open(url, form);
    const location = response.headers.get('location');
    if (!location) throw new Error(`${url.pathname} answered ${response.status} and no redirect.`);
    return new URL(location, url);
  }
}
