import { importDhis2 } from './dhis2';
import { dhis2Period, dhis2Values } from './dhis2-values';
import { evaluateFormula } from './evaluate-formula';

const document = (numerator: string, more: object = {}) => ({
  indicatorTypes: [{ id: 'percent', factor: 100 }],
  indicators: [
    {
      id: 'i',
      name: 'I',
      numerator,
      denominator: '#{denomin0001}',
      indicatorType: { id: 'percent' },
      ...more,
    },
  ],
  dataElements: [
    { id: 'numerat0001', name: 'Numerator', valueType: 'INTEGER' },
    { id: 'denomin0001', name: 'Denominator', valueType: 'NUMBER' },
    { id: 'boolean0001', name: 'Yes or no', valueType: 'BOOLEAN' },
    { id: 'weekly00001', name: 'Weekly', valueType: 'NUMBER' },
    { id: 'twofold0001', name: 'Twofold', valueType: 'NUMBER' },
  ],
  categoryOptionCombos: [{ id: 'female00001', name: 'Female' }],
  constants: [{ id: 'constant001', name: 'Share', value: 0.25 }],
  dataSets: [
    {
      periodType: 'Monthly',
      dataSetElements: ['numerat0001', 'denomin0001', 'boolean0001', 'twofold0001'].map((id) => ({
        dataElement: { id },
      })),
    },
    { periodType: 'Weekly', dataSetElements: [{ dataElement: { id: 'weekly00001' } }] },
    { periodType: 'Quarterly', dataSetElements: [{ dataElement: { id: 'twofold0001' } }] },
  ],
});

describe('expressions', () => {
  it.each([
    ['#{numerat0001}', 'numerat0001 / denomin0001 * 100'],
    ['#{numerat0001.female00001}', 'numerat0001_female00001 / denomin0001 * 100'],
    ['#{numerat0001.HllvX50cXC0} * C{constant001}', '(numerat0001_HllvX50cXC0 * (0.25)) / denomin0001 * 100'],
    ['greatest(#{numerat0001}, 2)', '(max(numerat0001, 2)) / denomin0001 * 100'],
  ])('%s becomes %s', (expression, formula) => {
    const { formulas, problems } = importDhis2(document(expression));
    expect(problems).toEqual([]);
    expect(formulas.map((each) => each.formula.text)).toEqual([formula]);
  });

  it.each([
    ['#numerat0001}', 'OPERAND_MALFORMED', /Column 1: "#numerat0001}" .* #\{numerat0001\}/, /分子：第 1 列/],
    ['1 + #{numerat0001', 'OPERAND_MALFORMED', /Column 5: "#\{numerat0001" /, /应为 #\{numerat0001\}/],
    ['{numerat0001}', 'OPERAND_MALFORMED', /should probably be #\{numerat0001\}/, /不是完整的操作数/],
    ['#{short}', 'OPERAND_MALFORMED', /Column 1: "#" cannot stand/, /不能写“#”/],
    ['#{unknown0001}', 'OPERAND_UNKNOWN', /#\{unknown0001\} refers to something/, /不存在/],
    ['#{numerat0001.unknown0001}', 'OPERAND_UNKNOWN', /does not contain/, /不存在/],
    ['C{unknown0001}', 'OPERAND_UNKNOWN', /C\{unknown0001\}/, /不存在/],
    ['I{program0001.x}', 'EXPRESSION_UNSUPPORTED', /"I\{program0001\.x\}" cannot be imported/, /不支持导入/],
    ['#{numerat0001} ^ 2', 'EXPRESSION_UNSUPPORTED', /Column 16: "\^"/, /请用公式改写/],
    ['if(#{numerat0001} > 1, 1, 2)', 'EXPRESSION_UNSUPPORTED', /"if"/, /“if”/],
    ['#{numerat0001} +', 'SYNTAX', /As the formula \(numerat0001 \+\)/, /转换为公式/],
    ['#{boolean0001}', 'OPERAND_NOT_NUMBER', /"Yes or no" is of the type BOOLEAN/, /类型是 BOOLEAN/],
    ['#{weekly00001}', 'PERIOD_TYPE_UNSUPPORTED', /Weekly periods/, /Weekly 期间/],
  ])('%s is refused: %s', (expression, reason, en, zh) => {
    const { formulas, problems } = importDhis2(document(expression));
    expect(formulas).toEqual([]);
    expect(problems).toMatchObject([{ id: 'i', severity: 'REFUSED', reason }]);
    expect(problems[0]?.en).toMatch(en);
    expect(problems[0]?.zh).toMatch(zh);
  });

  it('refuses what is annualized and types that are not there', () => {
    const reasons = (more: object) =>
      importDhis2(document('#{numerat0001}', more)).problems.map(({ reason }) => reason);
    expect(reasons({ annualized: true })).toEqual(['ANNUALIZED_UNSUPPORTED']);
    expect(reasons({ indicatorType: { id: 'other' } })).toEqual(['INDICATOR_TYPE_UNKNOWN']);
  });

  it('notes an element of two rhythms', () => {
    expect(importDhis2(document('#{twofold0001}')).problems).toMatchObject([
      { severity: 'NOTE', reason: 'PERIOD_TYPE_UNCLEAR' },
    ]);
  });

  it.each([
    ['NEVER_SKIP', 'VALUE'],
    ['SKIP_IF_ANY_VALUE_MISSING', 'MISSING'],
    ['SKIP_IF_ALL_VALUES_MISSING', 'VALUE'],
  ])('a rule side of which one value is missing under %s: %s', (missingValueStrategy, state) => {
    const one = { expression: '#{numerat0001} + #{denomin0001}', missingValueStrategy };
    const { rules } = importDhis2({
      ...document('1'),
      validationRules: [{ id: 'r', name: 'R', operator: 'equal_to', leftSide: one, rightSide: one }],
    });
    const row = { orgUnit: 'u', period: '2019Q4', categoryOptionCombo: 'x' };
    const some = dhis2Values({
      dataValues: [{ ...row, dataElement: 'numerat0001', period: '201912', value: '5' }],
    });
    const none = dhis2Values({ dataValues: [] });
    const [left] = rules.map((each) => each.left);
    if (!left) throw new Error('no rule');
    expect(evaluateFormula(left, { unitId: 'u', period: '2019-12', resolver: some }).state).toBe(state);
    expect(evaluateFormula(left, { unitId: 'u', period: '2019-12', resolver: none }).state).toBe(
      missingValueStrategy === 'NEVER_SKIP' ? 'VALUE' : 'MISSING',
    );
  });

  it('refuses a rule of another comparison', () => {
    const one = { expression: '#{numerat0001}' };
    const { problems } = importDhis2({
      ...document('1'),
      validationRules: [{ id: 'r', name: 'R', operator: 'compulsory_pair', leftSide: one, rightSide: one }],
    });
    expect(problems).toMatchObject([{ id: 'r', reason: 'OPERATOR_UNSUPPORTED' }]);
  });
});

it('translates periods', () => {
  expect(['201912', '2019Q4', '2019', '2019W3'].map(dhis2Period)).toEqual([
    '2019-12',
    '2019-Q4',
    '2019',
    '2019W3',
  ]);
});

it.each([null, [], { indicators: [{}] }])('refuses %j as metadata', (json) => {
  if (Array.isArray(json)) expect(() => dhis2Values(json)).toThrow('not a data value set');
  else expect(() => importDhis2(json)).toThrow('This is not DHIS2 metadata.');
});
