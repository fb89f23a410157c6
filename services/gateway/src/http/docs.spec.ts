import { Door } from '../testing/door';

let door: Door;
beforeAll(async () => {
  door = await Door.open();
});
afterAll(() => door.close());

it('serves the document and a page without a token, everything from here', async () => {
  const document = (await (await fetch(`${door.url}/openapi.json`)).json()) as { openapi: string };
  expect(document.openapi).toBe('3.1.0');
  const page = await fetch(`${door.url}/docs`);
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  const html = await page.text();
  expect(html).not.toMatch(/(src|href)="https?:/);
  for (const [, url] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
    expect((await fetch(door.url + url)).status).toBe(200);
  }
});
