import { datasetFromRecords, type RunningSimulator, type SimulatorOptions, startSimulator } from './index';

const cases = datasetFromRecords(
  [
    { id: 'a', opened: '2015-01-01T00:20:09.000', kind: "O'Neill", days: '10' },
    { id: 'b', opened: '2015-01-02T00:00:00.000', days: '9' },
    { id: 'c', opened: '2015-01-02T00:00:00.000', kind: 'Light', days: '100' },
    { id: 'd', opened: '2015-01-03T00:00:00.000', kind: 'Pothole', days: '' },
  ],
  { fields: ['id', 'opened', 'kind', 'days'], numbers: ['days'], timestamps: ['opened'] },
);

let simulator: RunningSimulator;
async function start(options: Partial<SimulatorOptions> = {}): Promise<void> {
  simulator = await startSimulator({ datasets: { cases }, ...options });
}
afterEach(() => simulator.stop());

async function get(path: string, search: Record<string, string> = {}) {
  const response = await fetch(`${simulator.url}${path}?${new URLSearchParams(search).toString()}`);
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}
async function ids(search: Record<string, string>): Promise<string> {
  return (await get('/resource/cases.json', search)).body.map((row: { id: string }) => row.id).join('');
}

describe('the SODA dialect', () => {
  beforeEach(() => start());

  it('leaves null fields out', async () => {
    expect((await get('/resource/cases.json')).body[1]).toEqual({
      id: 'b',
      opened: '2015-01-02T00:00:00.000',
      days: '9',
    });
  });

  it.each([
    ['', 'abcd'],
    [':id', 'abcd'],
    [':id DESC', 'dcba'],
    ['opened DESC', 'dbca'],
    ['opened desc, :id desc', 'dcba'],
    ['days', 'bacd'],
    ['days DESC', 'dcab'],
    ['kind ASC, id', 'cadb'],
  ])('orders by %s as %s', async ($order, expected) => {
    expect(await ids($order === '' ? {} : { $order })).toBe(expected);
  });

  it.each([
    ["kind = 'Light'", 'c'],
    ["kind = 'O''Neill'", 'a'],
    ["KIND <> 'Light'", 'ad'],
    ["kind != 'Light'", 'ad'],
    ['days > 9', 'ac'],
    ["days >= '10'", 'ac'],
    ["opened > '2015-01-01T00:20:09.000'", 'bcd'],
    ["opened >= '2015-01-02'", 'bcd'],
    ["opened = '2015-01-02T00:00:00'", 'bc'],
    ['kind IS NULL', 'b'],
    ['kind is not null', 'acd'],
    ["id = 'a' OR id = 'b' AND days < 5", 'a'],
    ["(id = 'a' or id = 'b') and (days < 10)", 'b'],
    ["opened > '2015-01-02' OR (opened = '2015-01-02' AND id > 'b')", 'cd'],
  ])('finds where %s', async ($where, expected) => {
    expect(await ids({ $where })).toBe(expected);
  });

  it('pages', async () => {
    expect(await ids({ $order: 'opened,id', $limit: '2', $offset: '1' })).toBe('bc');
    expect(await ids({ $order: 'opened,id', $limit: '2', $offset: '4' })).toBe('');
    expect(await ids({ $limit: '0' })).toBe('');
  });

  it('counts', async () => {
    const { body } = await get('/resource/cases.json', { $select: 'count(*)', $where: 'days IS NOT NULL' });
    expect(body).toEqual([{ count: '3' }]);
  });

  it('sees appended rows', async () => {
    const growing = { ...cases };
    await simulator.stop();
    await start({ datasets: { cases: growing } });
    expect(await ids({ $where: "id > 'c'" })).toBe('d');
    growing.rows = [...growing.rows, ['e', undefined, undefined, undefined]];
    expect(await ids({ $where: "id > 'c'" })).toBe('de');
  });

  it.each([
    { $where: 'kind LIKE "x"' },
    { $where: "kind = 'x" },
    { $where: 'kind =' },
    { $where: '(id = 1' },
    { $where: "id = 'a' id = 'b'" },
    { $where: 'nobody = 1' },
    { $where: `${'('.repeat(5000)}id = 1` },
    { $order: 'nobody' },
    { $order: 'id sideways' },
    { $limit: '-1' },
    { $limit: '50001' },
    { $offset: 'x' },
    { $select: 'id' },
    { $group: 'id' },
  ])('refuses %p', async (search) => {
    const { status, body } = await get('/resource/cases.json', search as unknown as Record<string, string>);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'query.compiler.malformed',
      error: true,
      message: expect.any(String),
    });
  });

  it.each(['/resource/nobody.json', '/resource/constructor.json', '/files/nobody.csv', '/'])(
    'has nothing at %s',
    async (path) => {
      const { status, body } = await get(path);
      expect(status).toBe(404);
      expect(body).toMatchObject({ code: 'dataset.missing', error: true });
    },
  );

  it('counts its answers', async () => {
    await get('/resource/cases.json');
    await get('/resource/cases.json', { $limit: 'x' });
    await get('/resource/nobody.json');
    expect(simulator.requests).toMatchObject({ total: 3, ok: 1, badRequest: 1, notFound: 1 });
  });
});

describe('files', () => {
  it('streams them', async () => {
    function* lines() {
      for (let line = 0; line < 10_000; line++) yield `${line},"复兴"\r\n`;
    }
    await start({ files: { 'a.csv': 'x\r\n', 'b.csv': lines } });
    expect(await (await fetch(`${simulator.url}/files/a.csv`)).text()).toBe('x\r\n');
    const response = await fetch(`${simulator.url}/files/b.csv`);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect((await response.text()).split('\r\n')).toHaveLength(10_001);
  });
});

describe('faults', () => {
  const faults = { seed: 7, tooMany: 0.2, serverError: 0.2, cut: 0.2 };
  async function fates(seed: number): Promise<string> {
    await start({ faults: { ...faults, seed } });
    let all = '';
    for (let request = 0; request < 60; request++) {
      const response = await fetch(`${simulator.url}/resource/cases.json`);
      if (response.status === 429) expect(response.headers.get('retry-after')).toBe('0');
      const body = await response.json().then(
        () => 'whole',
        () => 'cut',
      );
      all += response.status === 200 ? `${body} ` : `${response.status} `;
    }
    return all;
  }

  it('come in their shares, the same ones for the same seed', async () => {
    const first = await fates(7);
    const { tooMany, serverError, cut, ok, total } = simulator.requests;
    expect(tooMany + serverError + cut + ok).toBe(total);
    for (const count of [tooMany, serverError, cut]) expect(count).toBeGreaterThan(4);
    expect(first.match(/cut/g)).toHaveLength(cut);
    await simulator.stop();
    expect(await fates(7)).toBe(first);
    await simulator.stop();
    expect(await fates(8)).not.toBe(first);
  });

  it('delay when asked to', async () => {
    await start({ faults: { seed: 1, slow: 1, slowMs: 60 } });
    const before = performance.now();
    await get('/resource/cases.json');
    expect(performance.now() - before).toBeGreaterThan(55);
    expect(simulator.requests).toMatchObject({ slow: 1, ok: 1 });
  });
});
