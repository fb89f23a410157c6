import { generateKeyPairSync } from 'node:crypto';
import { Metadata } from '@grpc/grpc-js';
import { asCaller, type Caller, callerTokenSigner } from '@fuxing/service';

/** Somebody of the performance office of the sample district. */
export const office: Caller = {
  subject: 'office-1',
  name: '考核办',
  tenantId: '130404',
  roles: ['office'],
  unitId: '',
};

/** Runs `work` as this caller, the office's unless told. */
export function as<T>(work: () => Promise<T>, caller: Partial<Caller> = {}): Promise<T> {
  return asCaller({ ...office, ...caller }, work);
}

/** A signing key of a gateway and what a service needs to believe it. */
export function gatewayKeys() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const signingKey = privateKey.export({ format: 'jwk' });
  const jwks = { keys: [publicKey.export({ format: 'jwk' })] };
  return {
    signingKey,
    jwks,
    /** Call metadata of a caller. */
    metadata: async (caller: Partial<Caller> = {}): Promise<Metadata> => {
      const sign = await callerTokenSigner(signingKey);
      const metadata = new Metadata();
      metadata.set('authorization', `Bearer ${await sign({ ...office, ...caller })}`);
      return metadata;
    },
  };
}
