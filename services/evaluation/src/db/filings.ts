import { Documents } from '@fuxing/db';
import type { EntityManager } from 'typeorm';

export const filings = new Documents('filing');

/** The current contents of all filings of a cycle, in order of id. */
export async function filingsOf(
  tx: EntityManager,
  cycleId: string,
): Promise<{ filingId: string; content: object }[]> {
  return tx.query(
    `SELECT * FROM (
       SELECT DISTINCT ON (filing_id) filing_id AS "filingId", content FROM filing
       WHERE filing_id IN (SELECT filing_id FROM filing WHERE content ->> 'cycleId' = $1)
       ORDER BY filing_id, version DESC
     ) AS current WHERE content ->> 'cycleId' = $1 ORDER BY "filingId" COLLATE "C"`,
    [cycleId],
  );
}
