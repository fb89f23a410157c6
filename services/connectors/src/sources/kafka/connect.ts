import { lookup } from 'node:dns';
import { connect, isIP, isIPv6, Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { SaslMechanism } from '@fuxing/contracts/connectors/v1/credentials';
import type { KafkaSource } from '@fuxing/contracts/connectors/v1/source_kinds';
import type { DomainError } from '@fuxing/errors';
import type { Login } from '@fuxing/outbox';
import { type Addresses, forbidden } from '../addresses';
import type { Credential } from '../credential';
import { assertMayReach } from '../credential-hosts';
import { SourceError } from '../source-error';

/**
 * Connects as {@link Addresses} allow, to brokers that are named in the source and to those that they name.
 *
 * @param hosts where the credential may be sent; absent: there is none
 */
export const guarded =
  (
    addresses: Addresses,
    { plaintext, caCertificate }: KafkaSource,
    hosts: readonly string[] | undefined,
    refuse: (error: DomainError | SourceError) => void,
  ) =>
  (host: string, port: number, connected: () => void): Socket => {
    const bare = host.replace(/^\[|\]$/g, '');
    try {
      if (hosts) assertMayReach(hosts, `kafka://${isIPv6(bare) ? `[${bare}]` : bare}:${port}`);
    } catch (error) {
      refuse(error as SourceError);
      return new Socket().destroy(error as SourceError);
    }
    const named = addresses.namesHost(bare, port);
    const allows = (address: string): boolean => named || addresses.allows(address);
    const no = (at: string): DomainError => {
      const error = forbidden(at);
      refuse(error);
      return error;
    };
    if (isIP(bare) !== 0 && !allows(bare)) return new Socket().destroy(no(bare));
    const socket = connect({
      host: bare,
      port,
      lookup: (hostname, options, callback) =>
        lookup(hostname, { ...options, all: true }, (error, found) => {
          if (error) return callback(error, []);
          const fit = found.filter(({ address }) => allows(address));
          const [first] = fit;
          if (!first) return callback(no(`${hostname} (${found.map((a) => a.address).join(', ')})`), []);
          return options.all ? callback(null, fit) : callback(null, first.address, first.family);
        }),
    });
    if (plaintext) return socket.once('connect', connected);
    const secure = tlsConnect(
      {
        socket,
        host: bare,
        ...(isIP(bare) === 0 && { servername: bare }),
        ...(caCertificate && { ca: caCertificate }),
      },
      connected,
    );
    socket.once('error', (error) => secure.destroy(error));
    return secure;
  };

const MECHANISMS = {
  [SaslMechanism.SASL_MECHANISM_PLAIN]: 'plain',
  [SaslMechanism.SASL_MECHANISM_SCRAM_SHA_256]: 'scram-sha-256',
  [SaslMechanism.SASL_MECHANISM_SCRAM_SHA_512]: 'scram-sha-512',
} as const;

/** @throws SourceError when the credential is none for Kafka, or would be read on the way */
export function loginOf({ topic, plaintext }: KafkaSource, credential: Credential): Login {
  if (credential.kind !== 'sasl')
    throw new SourceError(
      {
        en: `Topic ${topic} is read with a credential of kind sasl, or with none.`,
        zh: `读取主题 ${topic} 应使用 sasl 类凭据，或不使用凭据。`,
      },
      false,
    );
  const { user: username, password } = credential;
  const mechanism = MECHANISMS[credential.mechanism as keyof typeof MECHANISMS];
  if (mechanism !== 'plain' || !plaintext) return { mechanism, username, password };
  throw new SourceError(
    {
      en: `Topic ${topic} is read without TLS, so PLAIN would show the password to anybody on the way; use TLS or SCRAM.`,
      zh: `读取主题 ${topic} 未使用 TLS，PLAIN 会在途中泄露口令；请使用 TLS 或 SCRAM。`,
    },
    false,
  );
}
