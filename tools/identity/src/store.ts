import type { Adapter, Stored } from './oidc';

interface Row {
  payload: Stored;
  expiresAt: number;
}

/** Sessions, codes and refresh tokens in memory: a restart signs everybody out, which a trial can bear. */
export function memoryStore(limit = 50_000): (model: string) => Adapter {
  const rows = new Map<string, Row>();

  const get = (key: string): Stored | undefined => {
    const row = rows.get(key);
    if (row && row.expiresAt <= Date.now()) rows.delete(key);
    return row && row.expiresAt > Date.now() ? row.payload : undefined;
  };
  const findBy = (model: string, field: 'uid' | 'userCode', value: string): Stored | undefined => {
    for (const [key, { payload }] of rows) {
      if (key.startsWith(`${model}:`) && payload[field] === value) return get(key);
    }
    return undefined;
  };

  return (model) => ({
    async upsert(id, payload, expiresIn) {
      const key = `${model}:${id}`;
      rows.delete(key);
      const oldest = rows.size >= limit ? rows.keys().next().value : undefined;
      if (oldest !== undefined) rows.delete(oldest);
      rows.set(key, { payload, expiresAt: expiresIn ? Date.now() + expiresIn * 1000 : Infinity });
    },
    find: async (id) => get(`${model}:${id}`),
    findByUid: async (uid) => findBy(model, 'uid', uid),
    findByUserCode: async (userCode) => findBy(model, 'userCode', userCode),
    async consume(id) {
      const payload = get(`${model}:${id}`);
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id) {
      rows.delete(`${model}:${id}`);
    },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of rows) {
        if (payload.grantId === grantId) rows.delete(key);
      }
    },
  });
}
