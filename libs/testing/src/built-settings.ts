import { join } from 'node:path';
import type { Database } from '@fuxing/db';
import type { gatewayKeys } from './caller';
import { installService } from './database';
import { AUDIENCE } from './issuer';

type Keys = ReturnType<typeof gatewayKeys>;

/** Gives a built service its schema and roles in a database; returns its settings, with nobody to ask behind it. */
export async function installBuilt(
  adminUrl: string,
  name: string,
  keys: Keys,
): Promise<Record<string, string>> {
  // By path and in plain JavaScript: libraries know no service, but some tests need them as they ship.
  const file = join(__dirname, `../../../services/${name}/dist/db/database.js`);
  const { database } = require(file) as { database: Database };
  const urls = await installService(adminUrl, database);
  return {
    DB_URL: urls.app,
    DB_WORKER_URL: urls.worker,
    BUS_URL: urls.bus,
    CALLER_JWKS: JSON.stringify(keys.jwks),
    ...(name === 'evaluation' ? { CONNECTORS_ADDRESS: '127.0.0.1:1' } : {}),
  };
}

/** Settings of a gateway with one service behind it. */
export function gatewaySettings(
  keys: Keys,
  issuer: { url: string },
  busUrl: string,
  indicators: string,
): Record<string, string> {
  return {
    OIDC_ISSUER: issuer.url,
    OIDC_AUDIENCE: AUDIENCE,
    CALLER_SIGNING_KEY: JSON.stringify(keys.signingKey),
    BUS_URL: busUrl,
    INDICATORS_ADDRESS: indicators,
    CONNECTORS_ADDRESS: '127.0.0.1:1',
    EVALUATION_ADDRESS: '127.0.0.1:1',
    TASKS_ADDRESS: '127.0.0.1:1',
    INCENTIVES_ADDRESS: '127.0.0.1:1',
  };
}
