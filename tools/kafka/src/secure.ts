export interface Secure {
  /** PEM, for 127.0.0.1; the key in PKCS 8. */
  cert: string;
  key: string;
  user: string;
  password: string;
}

const MODULES = 'org.apache.kafka.common.security';
const LISTENER = 'listener.name.sasl_ssl';

/** Adds a listener by TLS and SASL; of a setting that is written twice the last one counts. */
export function secureProperties(
  port: number,
  controllerPort: number,
  securePort: number,
  { cert, key, user, password }: Secure,
): string {
  const scram = `${MODULES}.scram.ScramLoginModule required;`;
  const settings: Record<string, string> = {
    listeners: `PLAINTEXT://127.0.0.1:${port},SASL_SSL://127.0.0.1:${securePort},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port},SASL_SSL://127.0.0.1:${securePort}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL',
    [`${LISTENER}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    [`${LISTENER}.plain.sasl.jaas.config`]: `${MODULES}.plain.PlainLoginModule required user_${user}="${password}";`,
    [`${LISTENER}.scram-sha-256.sasl.jaas.config`]: scram,
    [`${LISTENER}.scram-sha-512.sasl.jaas.config`]: scram,
    [`${LISTENER}.ssl.keystore.type`]: 'PEM',
    [`${LISTENER}.ssl.keystore.certificate.chain`]: cert,
    [`${LISTENER}.ssl.keystore.key`]: key,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value.replaceAll('\n', '\\n')}\n`)
    .join('');
}

/** What the formatting of the storage takes to know the user by SCRAM. */
export function scramUsers({ user, password }: Secure): string[] {
  return ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${user},password=${password}]`,
  ]);
}
