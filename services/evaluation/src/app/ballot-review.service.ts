import { type BallotReview, Leniency } from '@fuxing/contracts/evaluation/v1/filings';
import { inTenant } from '@fuxing/db';
import { leavesOf, reviewBallots, Scheme } from '@fuxing/scoring';
import { caller } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { filingsOf } from '../db/filings';
import { Filed, together } from '../domain/filed';
import { references } from '../db/references';
import { oneCycle } from './standing-cycle';

const findings = {
  '': Leniency.LENIENCY_UNSPECIFIED,
  LENIENT: Leniency.LENIENCY_LENIENT,
  SEVERE: Leniency.LENIENCY_SEVERE,
};

@Injectable()
export class BallotReviewService {
  constructor(private readonly db: DataSource) {}

  /** What the ballots that are filed for a cycle look like. */
  async of(cycleId: string): Promise<BallotReview[]> {
    const { scheme, ballots } = await inTenant(this.db, caller().tenantId, async (tx) => {
      const { schemeId } = await oneCycle(tx, cycleId);
      const stored = (await references.scheme.newest(tx, [schemeId])).get(schemeId);
      const filed = await filingsOf(tx, cycleId);
      return {
        scheme: Scheme.parse(stored?.content ?? {}),
        ballots: together(filed.map(({ content }) => Filed.parse(content))).ballots,
      };
    });
    const nodes = new Map([...leavesOf(scheme)].map(([node]) => [node.nodeId, node]));
    return reviewBallots(scheme, ballots).map(({ groups, ...review }) => ({
      ...review,
      name: nodes.get(review.nodeId)?.name ?? '',
      nameEn: nodes.get(review.nodeId)?.nameEn ?? '',
      groups: groups.map(({ finding, ...group }) => ({ ...group, finding: findings[finding] })),
    }));
  }
}
