import { createHash, randomBytes } from 'node:crypto';
import { keyOf, S3Store } from './evidence-store';
import { motoAvailable, startMoto } from './moto';

const { available, why } = motoAvailable();
// The server comes from PyPI; where there is no Python the suite says why it is skipped. In CI that is a failure.
if (!available && process.env['CI'] === 'true') throw new Error(why);
const suite = available ? describe : describe.skip;

suite(`evidence in the S3 of somebody else (${why})`, () => {
  let s3: Awaited<ReturnType<typeof startMoto>>;
  beforeAll(async () => {
    s3 = await startMoto();
  });
  afterAll(() => s3?.stop());
  const store = (more: object = {}) => new S3Store({ ...s3, ...more });
  const keyFor = (content: Buffer): string =>
    keyOf('130404', createHash('sha256').update(content).digest('hex'));

  it.each([0, 1, 5_000_000])('gives back %d bytes as it was given them, also given twice', async (size) => {
    const content = randomBytes(size);
    await store().put(keyFor(content), content);
    await store().put(keyFor(content), content);
    expect((await store().get(keyFor(content), size))?.equals(content)).toBe(true);
  });

  it('says that it has nothing where it was given nothing', async () => {
    expect(await store().get(keyOf('130405', '0'.repeat(64)), 1)).toBeUndefined();
  });

  it.each([
    ['key', { secretAccessKey: 'another-secret-of-the-same-length-as-it' }],
    ['name of a key', { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }],
  ])('is refused with another %s', async (_, more) => {
    const content = randomBytes(10);
    await expect(store(more).put(keyFor(content), content)).rejects.toThrow(/answered 403/);
    await expect(store(more).get(keyFor(content), 10)).rejects.toThrow(/answered 403/);
    expect(await store().get(keyFor(content), 10)).toBeUndefined();
  });

  it('takes a bucket that is not there for no file', async () => {
    const nowhere = store({ url: s3.url.replace(/evidence$/, 'nowhere') });
    await expect(nowhere.put('k', Buffer.from('x'))).rejects.toThrow(/answered 404/);
    await expect(nowhere.get('k', 1)).rejects.toThrow(/answered 404/);
  });
});
