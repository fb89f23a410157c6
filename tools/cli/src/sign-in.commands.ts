import type { Command } from 'commander';
import { exitCode, Failure } from './failures';
import type { Teach } from './teach';
import type { Session } from './session';
import { CLI_CLIENT, findIssuer, revoke, signInPerson, signInSystem } from './sign-in';

interface Claims {
  sub?: string;
  name?: string;
  tenant?: string;
  roles?: string[];
  unit?: string;
  exp?: number;
}

export function signInCommands(program: Command, session: Session, teach: Teach): void {
  const { say } = session;

  teach(
    program,
    'login',
    'login',
    'fuxing login\nfuxing login --client-id city-12345 --client-secret-file /run/secrets/fuxing',
  )
    .option('--issuer <url>', say('optIssuer'))
    .option('--client-id <id>', say('optClient'))
    .option('--client-secret-file <file>', say('optSecret'))
    .action(async (options: { issuer?: string; clientId?: string; clientSecretFile?: string }) => {
      const { url } = session;
      const { clientId, clientSecretFile } = options;
      if (clientSecretFile && !clientId) throw new Failure(exitCode.usage, 'both');
      if (options.issuer !== undefined && !URL.canParse(options.issuer)) {
        throw new Failure(exitCode.usage, 'badUrl', options.issuer);
      }
      const issuer = options.issuer ?? (await findIssuer(url));
      const credential =
        clientId && clientSecretFile
          ? await signInSystem(issuer, clientId, clientSecretFile)
          : await signInPerson(issuer, clientId ?? CLI_CLIENT, (address, code) => {
              session.note(say('openPage', address, code));
              session.note(say('waiting'));
            });
      await session.credentials.locked(async () => session.credentials.write(url, credential));
      const { name, sub = clientId ?? '' } = claimsOf(credential.accessToken);
      session.note(say('signedIn', name ?? sub));
    });

  teach(program, 'logout', 'logout', 'fuxing logout').action(async () => {
    const { url, credentials } = session;
    const credential = credentials.read(url);
    await credentials.locked(async () => credentials.write(url, undefined));
    if (credential) await revoke(credential);
    session.note(say('signedOut'));
  });

  teach(program, 'whoami', 'whoami', 'fuxing whoami -o json').action(async () => {
    const { sub: subject, exp, name, tenant, roles, unit } = claimsOf(await session.token());
    const me = {
      gateway: session.url,
      subject,
      name,
      tenant,
      roles,
      unit,
      ...(exp ? { expiresAt: new Date(exp * 1000).toISOString() } : {}),
    };
    session.print(me, [me], ['subject', 'name', 'tenant', 'roles', 'unit', 'expiresAt', 'gateway']);
  });
}

/** To show them; whether they are true is for the gateway to check. */
function claimsOf(token: string): Claims {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;
  } catch {
    return {};
  }
}
