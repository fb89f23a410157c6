import { readRegistry } from '../grpc/rpcs';
import { asyncApi, publishedEvents } from './asyncapi';

const registry = readRegistry();
const document = asyncApi(registry) as Record<string, any>;

it('has a channel and an operation for every event of the contracts', () => {
  const events = publishedEvents(registry);
  expect(events.length).toBeGreaterThanOrEqual(15);
  expect(Object.keys(document.channels).sort()).toEqual(events.map(({ topic }) => topic).sort());
  expect(Object.keys(document.operations)).toHaveLength(events.length);
});

it('names topics by service and version', () => {
  for (const { topic, message } of publishedEvents(registry)) {
    const [, service] = message.typeName.split('.');
    expect(topic).toMatch(new RegExp(`^${service}\\.[a-z-]+\\.v1$`));
  }
});

it('refers to nothing that is not there', () => {
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '');
  expect(refs.length).toBeGreaterThan(40);
  for (const ref of refs) {
    const found = ref.split('/').reduce((at: any, part) => at?.[part], document);
    expect(found === undefined ? ref : 'found').toBe('found');
  }
});
