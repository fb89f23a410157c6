import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from './oidc';
import type { Accounts } from './accounts';
import { errorPage, pageHeaders, signInPage } from './pages';

const formLimitBytes = 4096;

/** Answers /interaction/…: the sign-in form and what is sent with it. */
export function interactions(provider: Provider, accounts: Accounts) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const interaction = await provider.interactionDetails(request, response).catch(() => undefined);
    if (interaction?.prompt.name !== 'login') {
      return send(response, 400, errorPage('session_not_found'));
    }
    const action = `/interaction/${interaction.uid}`;
    if (request.method !== 'POST') return send(response, 200, signInPage(action, '', false));

    const form = await readForm(request);
    if (!form) return send(response, 413, errorPage('invalid_request'));
    const username = form.get('username') ?? '';
    const account = accounts.check(username, form.get('password') ?? '');
    if (!account) return send(response, 401, signInPage(action, username, true));
    await provider.interactionFinished(request, response, { login: { accountId: account.username } });
  };
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk as string;
    if (body.length > formLimitBytes) return undefined;
  }
  return new URLSearchParams(body);
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, pageHeaders).end(html);
}
