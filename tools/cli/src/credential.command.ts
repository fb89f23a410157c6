import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parseDocument } from 'yaml';
import { exitCode, Failure } from './failures';
import type { Session } from './session';
import type { Teach } from './teach';

const COLUMNS = ['credentialId', 'kind', 'hosts', 'keyVersion', 'updatedAt'];

/**
 * What sources are reached with. A secret comes from a file or standard input, never from the command line, which others
 * on the machine can see; it is never shown again.
 */
export function credentialCommand(program: Command, session: Session, teach: Teach): void {
  const credential = teach(program, 'credential', 'credential', 'fuxing credential list');
  teach(
    credential,
    'put <id> <file>',
    'credentialPut',
    'fuxing credential put hotline - < secret.yaml',
  ).action(async (id: string, file: string) => {
    const { body } = await session.gateway.put(pathOf(id), secretIn(file));
    show(session, [body['credential'] as Record<string, unknown>]);
  });
  teach(credential, 'list', 'credentialList', 'fuxing credential list').action(async () => {
    const found = session.gateway.list<Record<string, unknown>>('/v1/credentials', 'credentials');
    show(session, await Array.fromAsync(found));
  });
  teach(credential, 'delete <id>', 'credentialDelete', 'fuxing credential delete hotline').action(
    async (id: string) => {
      await session.gateway.delete(pathOf(id));
      session.line(session.say('credentialDeleted', id));
    },
  );
  teach(credential, 'rewrap', 'credentialRewrap', 'fuxing credential rewrap').action(async () => {
    const { body } = await session.gateway.post('/v1/credentials:rewrap');
    session.line(
      session.say('credentialsRewrapped', Number(body['rewrapped'] ?? 0), Number(body['keyVersion'])),
    );
  });
}

const pathOf = (id: string): string => `/v1/credentials/${encodeURIComponent(id)}`;

/** What is wrong with a file is said without a word of what is in it. */
function secretIn(file: string): Record<string, unknown> {
  let secret: unknown;
  try {
    // Warnings quote the line; read this way they stay with the document.
    const document = parseDocument(readFileSync(file === '-' ? 0 : file, 'utf8'));
    if (document.errors.length === 0 && document.warnings.length === 0) secret = document.toJS();
  } catch {
    // Said below.
  }
  if (typeof secret !== 'object' || secret === null || Array.isArray(secret))
    throw new Failure(exitCode.usage, 'noSecret', file);
  return secret as Record<string, unknown>;
}

function show(session: Session, credentials: Record<string, unknown>[]): void {
  session.print(credentials, credentials, COLUMNS);
}
