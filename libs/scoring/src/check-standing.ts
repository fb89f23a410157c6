import { parseDecimal, sum, text } from './decimal';
import { leavesOf, type Scheme } from './scheme';
import type { Violations } from './violations';

/** Adds what is wrong with classes of units, limits of the total, vetoes and quotas. */
export function checkStanding(faults: Violations, scheme: Scheme): void {
  checkClasses(faults, scheme);
  checkTotalLimits(faults, scheme);
  checkVetoes(faults, scheme);
  checkQuotas(faults, scheme);
  checkLoads(faults, scheme);
}

function checkClasses(faults: Violations, { unitClasses, rankWithinClasses, nodes }: Scheme): void {
  const classOf = new Map<string, string>();
  const seen = new Set<string>();
  for (const [i, { classId, unitIds }] of unitClasses.entries()) {
    faults.unique(`unitClasses[${i}].classId`, classId, seen);
    for (const [j, unitId] of unitIds.entries()) {
      const other = classOf.get(unitId);
      if (other !== undefined) {
        faults.add(
          `unitClasses[${i}].unitIds[${j}]`,
          'UNIT_IN_TWO_CLASSES',
          `${unitId} is already in class ${other}.`,
          `单位 ${unitId} 已属于类别 ${other}。`,
        );
      }
      classOf.set(unitId, classId);
    }
  }
  if (rankWithinClasses && unitClasses.length === 0) {
    faults.add(
      'rankWithinClasses',
      'CLASSES_MISSING',
      'Ranking within classes needs classes of units, got 0.',
      '按类别排名时应先划分单位类别，现有 0 个。',
    );
  }
  const walkShares = (list: Scheme['nodes'], path: string): void => {
    for (const [i, node] of list.entries()) {
      const own = node.classShares.map(({ classId }) => classId);
      for (const [j, { classId, share }] of node.classShares.entries()) {
        if (own.indexOf(classId) < j) {
          faults.add(
            `${path}[${i}].classShares[${j}].classId`,
            'CLASS_TWICE',
            `Class ${classId} already has a share of "${node.nodeId}".`,
            `类别 ${classId} 在“${node.nodeId}”上已有份额。`,
          );
        }
        faults.within(`${path}[${i}].classShares[${j}].share`, share, 0);
        if (seen.has(classId)) continue;
        faults.add(
          `${path}[${i}].classShares[${j}].classId`,
          'CLASS_UNKNOWN',
          `There is no class of units "${classId}".`,
          `单位类别“${classId}”不存在。`,
        );
      }
      walkShares(node.children, `${path}[${i}].children`);
    }
  };
  walkShares(nodes, 'nodes');
}

function checkTotalLimits(faults: Violations, { totalFloor, totalCap }: Scheme): void {
  const floor = faults.decimal('totalFloor', totalFloor);
  const cap = totalCap === '' ? undefined : faults.decimal('totalCap', totalCap);
  if (floor && cap && floor.gt(cap)) {
    faults.add(
      'totalFloor',
      'FLOOR_ABOVE_CAP',
      `The floor ${totalFloor} is above the cap ${totalCap}.`,
      `下限 ${totalFloor} 高于上限 ${totalCap}。`,
    );
  }
}

function checkVetoes(faults: Violations, scheme: Scheme): void {
  const seen = new Set<string>();
  const leaves = new Set([...leavesOf(scheme)].map(([{ nodeId }]) => nodeId));
  if (
    scheme.downgradeRule === 'DOWNGRADE_RULE_HEAVIEST' &&
    !scheme.vetoes.some(({ effect }) => effect === 'VETO_EFFECT_DOWNGRADE')
  ) {
    faults.add(
      'downgradeRule',
      'DOWNGRADES_MISSING',
      'That the heaviest downgrade counts needs a veto that lowers the grade (VETO_EFFECT_DOWNGRADE), got 0.',
      '规定降等从重时，应至少有一项降低等次的否决事项(VETO_EFFECT_DOWNGRADE),现有 0 项。',
    );
  }
  for (const [i, { vetoId, effect, levels, nodeId, basis }] of scheme.vetoes.entries()) {
    const path = `vetoes[${i}]`;
    faults.unique(`${path}.vetoId`, vetoId, seen);
    if (basis === '') {
      faults.add(
        `${path}.basis`,
        'BASIS_MISSING',
        'A veto names the document that it rests on, got "".',
        '否决项应写明依据文件，收到的是“”。',
      );
    }
    if (effect === 'VETO_EFFECT_ZERO_NODE' && !leaves.has(nodeId)) {
      faults.add(
        `${path}.nodeId`,
        'NODE_UNKNOWN',
        `There is no leaf "${nodeId}" to set to 0.`,
        `不存在可清零的末级节点“${nodeId}”。`,
      );
    }
    if (effect !== 'VETO_EFFECT_ZERO_NODE' && nodeId !== '') {
      faults.add(
        `${path}.nodeId`,
        'NODE_WITHOUT_EFFECT',
        `Only VETO_EFFECT_ZERO_NODE acts on a leaf, but "${nodeId}" is named with ${effect}.`,
        `只有 VETO_EFFECT_ZERO_NODE 作用于末级节点，但 ${effect} 却指定了“${nodeId}”。`,
      );
    }
    if (effect === 'VETO_EFFECT_DOWNGRADE' && levels < 1) {
      faults.add(
        `${path}.levels`,
        'OUT_OF_RANGE',
        `Must be at least 1, got ${levels}.`,
        `应不小于 1，收到的是 ${levels}。`,
      );
    }
    if (effect !== 'VETO_EFFECT_ZERO_NODE' && scheme.grades.length === 0) {
      faults.add(
        `${path}.effect`,
        'VETO_WITHOUT_GRADES',
        'A veto acts on the grade, but the scheme has none.',
        '否决项作用于等次，但方案没有设置等次。',
      );
    }
  }
}

function checkLoads(faults: Violations, { taskLoads }: Scheme): void {
  const seen = new Set<string>();
  for (const [i, { unitId, load }] of taskLoads.entries()) {
    if (unitId === '') {
      faults.add(
        `taskLoads[${i}].unitId`,
        'UNIT_MISSING',
        'A task load names its unit, got "".',
        '任务量应写明单位，收到的是“”。',
      );
    } else if (seen.has(unitId)) {
      faults.add(
        `taskLoads[${i}].unitId`,
        'UNIT_TWICE',
        `A unit has one task load, but ${unitId} is listed again.`,
        `每个单位只填写一次任务量，单位 ${unitId} 重复。`,
      );
    }
    seen.add(unitId);
    faults.within(`taskLoads[${i}].load`, load, 0);
  }
  if (taskLoads.length === 1) {
    faults.add(
      'taskLoads',
      'LOADS_TOO_FEW',
      'Ties go to the heavier load, so at least 2 units need one, got 1.',
      '同分时任务量大者优先，至少要有 2 个单位填写任务量，现有 1 个。',
    );
  }
}

function checkQuotas(faults: Violations, { grades }: Scheme): void {
  for (const [i, { quota, gradeId }] of grades.entries()) {
    if (!quota) continue;
    if (faults.within(`grades[${i}].quota.share`, quota.share, 0, 1)?.isZero()) {
      faults.add(
        `grades[${i}].quota.share`,
        'QUOTA_EMPTY',
        `A quota is a share of the units above 0, such as 0.2 for 20 %; with ${quota.share} nobody gets ${gradeId}.`,
        `比例应大于 0，例如 20% 写作 0.2；为 ${quota.share} 时没有单位能评为 ${gradeId}。`,
      );
    }
    if (i === grades.length - 1) {
      faults.add(
        `grades[${i}].quota`,
        'LOWEST_WITH_QUOTA',
        `The lowest grade ${gradeId} takes everybody who is left and has no quota.`,
        `最低等次 ${gradeId} 接收其余全部单位，不能设置比例。`,
      );
    }
  }
  const shares = grades.flatMap(({ quota }) => parseDecimal(quota?.share ?? '') ?? []);
  const total = sum(shares);
  if (total.gt(1)) {
    faults.add(
      'grades',
      'QUOTAS_ABOVE_ONE',
      `The quotas sum to ${text(total)}, more than all units.`,
      `各等次比例之和为 ${text(total)}，超过全部单位。`,
    );
  }
}
