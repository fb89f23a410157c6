/** A google.api.http path template, in the shapes that its readers need. */
export interface Template {
  /** For Fastify's router. */
  route: string;
  /** For OpenAPI. */
  openapi: string;
  /** Finds the address under other methods, for 405. */
  pattern: RegExp;
  /** Fields of the request that stand in the path. */
  variables: string[];
}

/**
 * Reads `/v1/cycles/{cycle_id}:publish` and the like.
 *
 * @throws Error for what our contracts do not use: `{a=b/*}`, `{a.b}`, `*`, `**`
 */
export function parseTemplate(template: string): Template {
  const [, path, verb] = /^((?:\/(?:[\w.-]+|\{\w+\}))+)(:[\w-]+)?$/.exec(template) ?? [];
  if (!path) throw new Error(`Path template ${template} is not supported.`);
  const variables = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  // Before a verb a variable must end at the colon, so it needs an expression of its own.
  const route = verb
    ? path.replace(/\{(\w+)\}$/, ':$1(^[^/:]+)').replace(/\{(\w+)\}/g, ':$1') + `:${verb}`
    : path.replace(/\{(\w+)\}/g, ':$1');
  const pattern = new RegExp(
    `^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, verb ? '[^/:]+' : '[^/]+')}${verb ?? ''}$`,
  );
  return { route, openapi: template, pattern, variables };
}
