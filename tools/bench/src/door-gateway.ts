import { createGateway } from '@fuxing/gateway';
import { answering } from './child';
import { door } from './doors';

/** The gateway as it ships, without events. */
const open = door(async ({ issuer, audience, signingKey, backend }) => {
  const gateway = await createGateway({
    listen: { host: '127.0.0.1', port: 0 },
    grpcListen: '',
    issuer,
    audience,
    signingKey,
    services: {
      indicators: backend,
      connectors: backend,
      evaluation: backend,
      tasks: backend,
      incentives: backend,
    },
    rateLimitPerMinute: 1_000_000_000,
    bodyLimitBytes: 1024 * 1024,
    deadlineMs: 10_000,
    drainMs: 0,
    logLevel: 'warn',
    bus: {
      send: async () => undefined,
      subscribe: async () => ({ stop: async () => undefined }),
      close: async () => undefined,
    },
  });
  return (await gateway.listen()).url;
});
answering(open);
