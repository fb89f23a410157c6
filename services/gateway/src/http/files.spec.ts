import Fastify from 'fastify';
import { sendFile } from './files';

it('sends a file so that no browser shows or runs it, whatever it is called', async () => {
  const app = Fastify();
  const name = `a"; filename=x.html\r\nx: y 说明'(1)*.pdf`;
  app.get('/file', (_, reply) =>
    sendFile(reply, JSON.stringify({ name, content: Buffer.from('<script>').toString('base64') })),
  );
  const answer = await fetch(`${await app.listen({ host: '127.0.0.1', port: 0 })}/file`);
  const headers = Object.fromEntries(answer.headers);
  expect(await answer.text()).toBe('<script>');
  expect(headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  });
  const disposition = String(headers['content-disposition']);
  expect(disposition).toMatch(/^attachment; filename="evidence"; filename\*=UTF-8''[\w.!~%-]+$/);
  expect(decodeURIComponent(disposition.split(`UTF-8''`)[1] ?? '')).toBe(name);
  await app.close();
});
