import type { NodeState } from '../aggregate';
import type { LeafStep } from '../receipt/receipt';
import type { DowngradeRule, Mean, PendingRule, TimeAggregation, Veto } from '../scheme';
import type { GradeStep } from '../standing/standings';
import type { ValueStep } from '../value/value-step';
import { word, type Word } from './word';

const means: Record<Mean, Word> = {
  MEAN_ARITHMETIC: word('加权平均', 'Weighted mean'),
  MEAN_GEOMETRIC: word('加权几何平均', 'Weighted geometric mean'),
  MEAN_HARMONIC: word('加权调和平均', 'Weighted harmonic mean'),
  MEAN_POWER: word('加权广义平均', 'Weighted generalised mean'),
};

const times: Record<TimeAggregation, Word> = {
  TIME_AGGREGATION_POOLED_RATIO: word('合并比率', 'Pooled ratio'),
  TIME_AGGREGATION_MEAN_OF_VALUES: word('各期平均', 'Mean of values'),
  TIME_AGGREGATION_MEAN_OF_SCORES: word('各期得分平均', 'Mean of the scores of periods'),
  TIME_AGGREGATION_SUM: word('各期合计', 'Sum'),
  TIME_AGGREGATION_LAST: word('末期值', 'Last value'),
  TIME_AGGREGATION_BEST: word('最好一期', 'Best value'),
  TIME_AGGREGATION_WORST: word('最差一期', 'Worst value'),
};

const missing: Record<PendingRule, Word> = {
  MISSING_RULE_ZERO: word('计零分', 'Counts 0'),
  MISSING_RULE_EXCLUDE: word('不计入，权重分给其余项', 'Left out, its weight goes to its siblings'),
  MISSING_RULE_BLOCK: word('总分暂缺', 'Stops the total'),
  MISSING_RULE_LAST_CYCLE: word('以上期数值代替', 'The value of the cycle before stands in'),
};

/** What happens to a value before it is scored. */
export const changeWords: Record<ValueStep['kind'], Word> = {
  GROWTH: word('增幅', 'Growth'),
  CORRECTION: word('修正', 'Correction'),
  COEFFICIENT: word('难度系数', 'Difficulty coefficient'),
  ROUNDING: word('舍入', 'Rounding'),
  IMPUTATION: word('补缺', 'Imputation'),
  OUTLIER: word('异常值处理', 'Outlier drawn in'),
};

/** What a node brought to its parent. */
export const effectWords: Record<NodeState, Word> = {
  SCORED: word('计入', 'Counted'),
  ZEROED: word('计零分', 'Counts 0'),
  EXCLUDED: word('不计入', 'Left out'),
  BLOCKED: word('暂缺', 'Blocked'),
};

export const gradeRuleWords: Record<GradeStep['rule'], Word> = {
  THRESHOLD: word('分数线', 'Threshold'),
  VETO: word('否决', 'Veto'),
  QUOTA: word('名额', 'Quota'),
  BORDER: word('边界并列', 'Tie at the border'),
  PROMOTION: word('委员会决定', 'Committee'),
  HORS_CONCOURS: word('单列', 'Hors concours'),
};

export const vetoWords: Record<Veto['effect'], Word> = {
  VETO_EFFECT_NOT_BEST: word('不得评为最高等次', 'bars the best grade'),
  VETO_EFFECT_DOWNGRADE: word('降低等次', 'lowers the grade'),
  VETO_EFFECT_FAIL: word('定为最低等次', 'gives the lowest grade'),
  VETO_EFFECT_ZERO_NODE: word('该项计零分', 'sets the item to 0'),
};

export const downgradeRuleWords: Record<DowngradeRule, Word> = {
  DOWNGRADE_RULE_CUMULATIVE: word(
    '累计：按方案所列次序，每一次在前一次之后的等次上再降',
    'cumulative: in the order of the scheme, each lowers the grade that those before it left',
  ),
  DOWNGRADE_RULE_HEAVIEST: word(
    '从重：只计降得最多的一项，从分数线所定等次起降，不累计',
    'the heaviest only: the one of most levels counts, from the grade by threshold',
  ),
};

export const refusalWords: Record<LeafStep['events'][number]['refusal'], Word> = {
  '': word('', ''),
  WITHOUT_DOCUMENT: word('无正式文件，不计', 'no document: not counted'),
  SAME_MATTER: word('同一事项已按最高计分', 'its matter counts once'),
};

/** Names of everything that parameters choose from, and of states and directions. */
export const choiceWords: Readonly<Record<string, Word>> = {
  SUM: word('各项相加', 'Sum of the items'),
  WEIGHTED_MEAN: means.MEAN_ARITHMETIC,
  GEOMETRIC_MEAN: means.MEAN_GEOMETRIC,
  HARMONIC_MEAN: means.MEAN_HARMONIC,
  GENERALISED_MEAN: means.MEAN_POWER,
  ...means,
  ...times,
  ...missing,
  ...changeWords,
  STEPPING_LINEAR: word('按比例', 'in proportion'),
  STEPPING_WHOLE_DOWN: word('只计整步', 'whole steps only'),
  STEPPING_WHOLE_UP: word('不足一步按一步', 'part steps count whole'),
  REFERENCE_TARGET: word('目标值', 'the target'),
  REFERENCE_GROUP_MEAN: word('同组平均', 'the mean of the group'),
  ENDS_FIXED: word('固定值', 'fixed'),
  ENDS_PEERS: word('同组最差值和最好值', 'worst and best of the group'),
  RANK_FORM_SHARE_DECREMENT: word('按比例递减', 'share lost per place'),
  RANK_FORM_FIXED_DECREMENT: word('按分值递减', 'points lost per place'),
  RANK_FORM_LINEAR: word('首末线性', 'straight line from first to last'),
  RANK_FORM_TABLE: word('查表', 'table'),
  RANK_FORM_ENDS: word('前加后减', 'first win, last lose'),
  NORMAL_FORM_MIN_MAX: word('最小-最大值法', 'min-max'),
  NORMAL_FORM_Z_SCORE: word('Z 分数', 'z-score'),
  NORMAL_FORM_PERCENTILE_RANK: word('百分位', 'percentile rank'),
  NORMAL_FORM_BORDA: word('博尔达计分', 'Borda'),
  NORMAL_FORM_DISTANCE_TO_TARGET: word('距目标距离', 'distance to target'),
  NORMAL_FORM_DISTANCE_TO_MAXIMUM: word('距最大值距离', 'distance to maximum'),
  NORMAL_FORM_FRACTION_OF_MAXIMUM: word('最大值比例', 'fraction of maximum'),
  DIRECTION_HIGHER_IS_BETTER: word('正向', 'higher is better'),
  DIRECTION_LOWER_IS_BETTER: word('逆向', 'lower is better'),
  DIRECTION_TARGET_BAND: word('适度', 'target band'),
  ROUNDING_MODE_HALF_UP: word('四舍五入', 'half up'),
  ROUNDING_MODE_HALF_EVEN: word('四舍六入五成双', 'half to even'),
  SHARE_KIND_WEIGHTS: word('权重制', 'weights'),
  SHARE_KIND_FULL_MARKS: word('分值制', 'full marks'),
  ADJUSTMENT_KIND_BONUS: word('加分', 'Bonus'),
  ADJUSTMENT_KIND_DEDUCTION: word('扣分', 'Deduction'),
  MISSING: word('无数据', 'missing'),
  SCORED: word('计入', 'counted'),
  ZEROED: word('计零分', 'counts 0'),
  EXCLUDED: word('不计入', 'left out'),
  BLOCKED: word('暂缺', 'blocked'),
  NOT_APPLICABLE: word('不适用', 'not applicable'),
  NOT_REPORTED: word('未报送', 'not reported'),
  PENDING: word('待公布', 'pending'),
  IMPUTED: word('认定值', 'imputed'),
  JUDGED: word('定性评定', 'judged'),
  PRICE_BASIS_CURRENT: word('当年价', 'current prices'),
  PRICE_BASIS_CONSTANT: word('不变价', 'constant prices'),
  PRICE_BASIS_MIXED: word('当年价与不变价混用', 'current and constant prices mixed'),
  QUOTA_ROUNDING_HALF_UP: word('四舍五入', 'half up'),
  QUOTA_ROUNDING_UP: word('进一', 'rounded up'),
  QUOTA_ROUNDING_DOWN: word('舍去小数', 'rounded down'),
  BORDER_EXCLUDE_ALL: word('并列者均不入围', 'none of them gets in'),
  BORDER_INCLUDE_ALL: word('并列者均入围', 'all of them get in'),
  BORDER_COMMITTEE: word('由委员会决定', 'the committee decides'),
  TOTAL: word('总分', 'Total'),
  LOAD: word('任务量', 'Task load'),
  IMPROVEMENT: word('较上期提高', 'Rise over the cycle before'),
};
