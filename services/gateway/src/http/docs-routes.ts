import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileRegistry } from '@bufbuild/protobuf';
import type { FastifyInstance } from 'fastify';
import type { Rpc } from '../grpc/rpcs';
import { asyncApi } from './asyncapi';
import { openApi } from './openapi';

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `/openapi.json` and a page that shows it, complete in itself; `/asyncapi.json` for the events. */
export function docsRoutes(
  app: FastifyInstance,
  registry: FileRegistry,
  rpcs: readonly Rpc[],
  issuer: string,
): void {
  const document = JSON.stringify(openApi(registry, rpcs, issuer));
  app.get('/openapi.json', (_request, reply) => reply.type('application/json').send(document));
  const events = JSON.stringify(asyncApi(registry));
  app.get('/asyncapi.json', (_request, reply) => reply.type('application/json').send(events));

  const files = { '/docs': 'docs.html', '/docs/docs.js': 'docs.js', '/docs/docs.css': 'docs.css' };
  const types = { html: 'text/html', js: 'text/javascript', css: 'text/css' };
  for (const [url, name] of Object.entries(files)) {
    const text = readFileSync(join(__dirname, 'docs', name), 'utf8');
    const type = types[name.split('.')[1] as keyof typeof types];
    app.get(url, (_request, reply) =>
      reply.header('content-security-policy', policy).type(`${type}; charset=utf-8`).send(text),
    );
  }
}
