import type { Command } from 'commander';
import { columns, type Row } from './columns';
import type { Session } from './session';
import { printable } from './table';
import type { Teach } from './teach';

interface Review {
  nodeId: string;
  name?: string;
  nameEn?: string;
  raters?: number;
  flat?: number;
  withheld?: boolean;
  groups?: Row[];
  withheldGroups?: number;
  pairs?: { unitIds: string[]; favours: string[] }[];
  withheldPairs?: number;
}

export function ballotsCommand(program: Command, session: Session, teach: Teach): void {
  const { say } = session;
  teach(program, 'ballots <cycle>', 'ballots', 'fuxing ballots 2026-q3').action(async (cycle: string) => {
    const { body } = await session.gateway.get<Row>(`/v1/cycles/${encodeURIComponent(cycle)}/ballot-review`);
    const reviews = (body['reviews'] as Review[] | undefined) ?? [];
    const groups = reviews.flatMap((review) => review.groups ?? []);
    if (session.output !== 'table') return session.print(body, groups, columns.raterGroups);
    if (reviews.length === 0) return session.line(say('noBallots', cycle));
    for (const review of reviews) tell(session, review);
  });
}

function tell(session: Session, review: Review): void {
  const { say } = session;
  const { nodeId, raters = 0, flat = 0, groups = [], pairs = [] } = review;
  const name = (session.language === 'en' ? review.nameEn || review.name : review.name) ?? '';
  if (review.withheld) return session.line(printable(say('ballotsFew', nodeId, name)));
  session.line(printable(say('ballotsOf', nodeId, name, raters, flat)));
  if (groups.length > 0) session.print(review, groups, columns.raterGroups);
  for (const { unitIds, favours } of pairs) session.line(printable(say('favoured', ...unitIds, ...favours)));
  const { withheldGroups = 0, withheldPairs = 0 } = review;
  if (withheldGroups + withheldPairs > 0) session.line(say('ballotsKept', withheldGroups, withheldPairs));
}
