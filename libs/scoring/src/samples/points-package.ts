import { PACKAGE_FORMAT, ScoringPackage } from '../package';

export interface Leaf {
  /** Points of 100, or of the full mark, of u1, u2, …; undefined where a unit has none. */
  scores: (number | undefined)[];
  share: number;
  more?: object;
}
export interface Heading {
  share: number;
  below: Record<string, Leaf | Heading>;
  more?: object;
}
export type Nodes = Record<string, Leaf | Heading>;

const leavesIn = (nodes: Nodes): [string, Leaf][] =>
  Object.entries(nodes).flatMap(([nodeId, node]): [string, Leaf][] =>
    'below' in node ? leavesIn(node.below) : [[nodeId, node]],
  );

export const nodesOf = (nodes: Nodes): object[] =>
  Object.entries(nodes).map(([nodeId, node]) =>
    'below' in node
      ? {
          nodeId,
          share: String(node.share),
          missing: 'MISSING_RULE_EXCLUDE',
          children: nodesOf(node.below),
          ...node.more,
        }
      : {
          nodeId,
          share: String(node.share),
          indicatorId: nodeId,
          time: 'TIME_AGGREGATION_LAST',
          missing: 'MISSING_RULE_EXCLUDE',
          points: {},
          ...node.more,
        },
  );

/** Units u1, u2, … with the points that are given; a node without points is left out. */
export function packageOf(nodes: Nodes, scheme: object = {}, events: object[] = []): ScoringPackage {
  const leaves = leavesIn(nodes);
  return ScoringPackage.parse({
    format: PACKAGE_FORMAT,
    cyclePeriod: '2026',
    scheme: { nodes: nodesOf(nodes), ...scheme },
    indicators: leaves.map(([indicatorId]) => ({ indicatorId })),
    units: leaves[0]?.[1].scores.map((_, i) => ({ unitId: `u${i + 1}` })),
    observations: leaves.flatMap(([indicatorId, { scores }]) =>
      scores.flatMap((value, i) =>
        value === undefined
          ? []
          : [{ indicatorId, unitId: `u${i + 1}`, period: '2026', value: String(value) }],
      ),
    ),
    events,
  });
}
