import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { as, office } from '@fuxing/testing';
import { EvidenceService, PutEvidence } from './evidence.service';
import { FolderStore, keyOf, S3Store } from './evidence-store';
import { s3Double } from './s3-double';
import { verificationTestbed } from './verification-testbed';

let bed: Awaited<ReturnType<typeof verificationTestbed>>;
let s3: Awaited<ReturnType<typeof s3Double>>;
let folder: string;
const KEYS = { accessKeyId: 'fuxing', secretAccessKey: 'only-for-this-test-run' };
beforeAll(async () => {
  bed = await verificationTestbed(['a', 'b']);
  s3 = await s3Double(KEYS.accessKeyId, KEYS.secretAccessKey);
  folder = await mkdtemp(join(tmpdir(), 'evidence-'));
});
afterAll(async () => {
  s3.stop();
  await bed.stop();
  await rm(folder, { recursive: true });
});

const service = (more: object = {}) =>
  new EvidenceService(bed.db.app, {
    EVIDENCE_URL: `file://${folder}`,
    EVIDENCE_S3_REGION: s3.region,
    EVIDENCE_S3_ACCESS_KEY: KEYS.accessKeyId,
    EVIDENCE_S3_SECRET_KEY: KEYS.secretAccessKey,
    ...more,
  });
const note = (evidenceId: string, text = '两件重复', more: object = {}) =>
  PutEvidence.parse({ evidenceId, name: '说明.txt', content: Buffer.from(text), unitId: '', ...more });
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe.each([
  ['a folder', () => new FolderStore(folder)],
  ['S3-compatible storage', () => new S3Store({ url: s3.url, region: s3.region, ...KEYS })],
])('%s', (_, store) => {
  it('gives back what it was given, and nothing where it was given nothing', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (__, n) => n % 251));
    const key = keyOf('130404', createHash('sha256').update(content).digest('hex'));
    await Promise.all([store().put(key, content), store().put(key, content)]);
    await store().put(key, content);
    expect((await store().get(key, content.length))?.equals(content)).toBe(true);
    expect((await store().get(key, 1_000))?.length).toBe(1_001);
    expect(await store().get(keyOf('130405', '0'.repeat(64)), 1)).toBeUndefined();
  });
});

it('signs for S3 in a way that somebody else computes too, and is refused with another key', async () => {
  expect(s3.refusals).toEqual([]);
  const wrong = new S3Store({
    url: s3.url,
    region: s3.region,
    ...KEYS,
    secretAccessKey: 'another-secret-of-length',
  });
  await expect(wrong.put('k', Buffer.from('x'))).rejects.toThrow('403');
  expect(s3.refusals).toContain('signature');
});

it('keeps a file once, with type, size and hash, and gives it back whole', async () => {
  const evidence = service();
  const kept = await as(() => evidence.put(note('e1')));
  expect(kept).toMatchObject({
    mediaType: 'text/plain',
    size: 12,
    sha256: sha256('两件重复'),
    uploadedBy: office.subject,
  });
  expect(await as(() => evidence.put(note('e1')))).toEqual(kept);
  await expect(as(() => evidence.put(note('e1', 'another')))).rejects.toMatchObject({
    reason: 'INVALID_REQUEST',
  });
  const { name, content } = await as(() => evidence.download('e1'));
  expect([name, content.toString()]).toEqual(['说明.txt', '两件重复']);
  const stored = join(folder, keyOf(office.tenantId, kept.sha256));
  expect((await stat(stored)).mode & 0o777).toBe(0o600);
  expect((await readdir(join(stored, '..'))).filter((file) => file.includes('.'))).toEqual([]);
});

it('goes to a bucket where one is set', async () => {
  const evidence = service({ EVIDENCE_URL: s3.url });
  await as(() => evidence.put(note('s1', 'in the bucket')));
  expect((await as(() => evidence.download('s1'))).content.toString()).toBe('in the bucket');
  expect([...s3.objects.keys()]).toContain(`/evidence/${keyOf(office.tenantId, sha256('in the bucket'))}`);
});

it('is called what it is, and kept where the operator says, however that is written', async () => {
  await expect(as(() => service().put(note('e4', 'del *', { name: 'report.bat' })))).rejects.toMatchObject({
    reason: 'EVIDENCE_REFUSED',
    message: expect.stringContaining('.txt'),
  });
  const spaced = service({ EVIDENCE_URL: `file://${folder}/%E8%AF%81%20%E6%8D%AE` });
  const { sha256: hash } = await as(() => spaced.put(note('e5', 'spaced')));
  expect((await stat(join(folder, '证 据', keyOf(office.tenantId, hash)))).size).toBe(6);
});

it('is seen by its own district only', async () => {
  const evidence = service();
  await as(() => evidence.put(note('e2')));
  await expect(as(() => evidence.get('e2'), { tenantId: '130499' })).rejects.toMatchObject({
    reason: 'EVIDENCE_NOT_FOUND',
  });
});

it('does not give out what was changed in the storage, or is gone', async () => {
  const evidence = service();
  const { sha256: hash } = await as(() => evidence.put(note('e3', 'true')));
  const path = join(folder, keyOf(office.tenantId, hash));
  await writeFile(path, 'false');
  await expect(as(() => evidence.download('e3'))).rejects.toMatchObject({ reason: 'EVIDENCE_DAMAGED' });
  await rm(path);
  await expect(as(() => evidence.download('e3'))).rejects.toMatchObject({ reason: 'EVIDENCE_DAMAGED' });
});

it.each([
  ['HTML', note('bad', '<html>'), 'EVIDENCE_REFUSED'],
  ['anything without a storage', note('bad'), 'EVIDENCE_STORE_MISSING'],
])('refuses %s', async (what, request, reason) => {
  const evidence = what === 'HTML' ? service() : service({ EVIDENCE_URL: '' });
  await expect(as(() => evidence.put(request))).rejects.toMatchObject({ reason });
});

it('refuses nothing, too much and names that lead elsewhere', () => {
  expect(() => note('x', '')).toThrow(/20 MiB/);
  expect(() => note('x', '', { content: Buffer.alloc(20 * 1024 * 1024 + 1) })).toThrow(/20 MiB/);
  expect(() => note('x', 'x', { name: '../a' })).toThrow(/slashes/);
});

it('is bound to acts: only what is there, and a unit names only its own', async () => {
  const evidence = service();
  const id = await bed.setUp();
  await bed.push(id, [['a', '10']]);
  const observationId = `${id}~a~2026-01~1`;
  const propose = (verificationId: string, evidenceIds: string[]) =>
    as(
      () =>
        bed.verification.correct({ observationId, verificationId, value: '9', reason: 'typo', evidenceIds }),
      bed.by('li'),
    );
  await expect(propose(`${id}-p`, ['nowhere'])).rejects.toMatchObject({ reason: 'EVIDENCE_NOT_FOUND' });
  await as(() => evidence.put(note(`${id}-e`)));
  await as(
    () => bed.explanations.ask({ observationId, requestId: `${id}-q`, text: 'why?', withinDays: 1 }),
    bed.by('li'),
  );
  const reporter = { unitId: 'a', subject: 'rep', roles: ['reporter'] as ['reporter'] };
  const answer = (evidenceIds: string[]) =>
    as(
      () =>
        bed.explanations.answer({
          observationId,
          questionId: `${id}-q`,
          requestId: `${id}-a`,
          text: 'so',
          value: '',
          evidenceIds,
        }),
      reporter,
    );
  await expect(answer([`${id}-e`])).rejects.toMatchObject({ reason: 'EVIDENCE_NOT_FOUND' });
  await as(() => evidence.put(note(`${id}-u`, 'ours', { unitId: 'a' })), reporter);
  await answer([`${id}-u`]);
  await propose(`${id}-p`, [`${id}-e`, `${id}-u`]);
  const published = await bed.confirm(observationId, `${id}-p`, `${id}-c`, bed.by('wu'));
  expect(published.verification?.evidenceIds).toEqual([`${id}-e`, `${id}-u`]);
});
