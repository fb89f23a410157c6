import { word } from '../words/word';

/** What the command says; `{0}` is a value. */
export const texts = {
  about: word(
    '按考核方案计分，并解释每一个分数。不需要网络和其他系统。',
    'Scores units under an evaluation scheme and explains every figure. Needs no network and no other system.',
  ),
  after: word(
    [
      '数据可以是一个数据包（fuxing package 导出的 JSON），也可以是方案 JSON 加若干 CSV 或 JSON 文件。“-”表示标准输入。',
      '',
      '例:',
      '  fuxing-score run 2026.json --expect-input 91ab… --expect 5f0c…',
      '  fuxing-score receipt bjc 2026.json --format html --to bjc.html --lang zh-CN',
      '  fuxing-score run --scheme scheme.json --period 2026 --units units.csv --indicators indicators.csv --observations values.csv',
      '',
      '返回值：0 成功；1 方案或数据有误，或哈希与 --expect、--expect-input 不同；2 命令或文件无法读取',
    ].join('\n'),
    [
      'The data is one package (JSON, exported by fuxing package), or a scheme as JSON with files of CSV or JSON. - is the standard input.',
      '',
      'Examples:',
      '  fuxing-score run 2026.json --expect-input 91ab… --expect 5f0c…',
      '  fuxing-score receipt bjc 2026.json --format html --to bjc.html --lang en',
      '  fuxing-score run --scheme scheme.json --period 2026 --units units.csv --indicators indicators.csv --observations values.csv',
      '',
      'Exit codes: 0 done; 1 the scheme or the data is wrong, or a hash is another one than --expect or --expect-input; 2 the command or a file cannot be read',
    ].join('\n'),
  ),
  help: word('显示帮助', 'show help'),
  lang: word('语言：zh-CN 或 en(FUXING_LANG)', 'language: zh-CN or en (FUXING_LANG)'),
  scheme: word('考核方案，JSON', 'the scheme, JSON'),
  period: word('考核周期，例如 2026', 'the period evaluated, such as 2026'),
  list: word('CSV 或 JSON，列：{0}', 'CSV or JSON with columns {0}'),
  check: word('检查方案和数据，说明每一处错误', 'check scheme and data, and say everything that is wrong'),
  run: word('计分、排名、定等', 'score, rank and grade'),
  receipt: word('一个单位的得分明细单', 'the receipt of one unit'),
  expect: word(
    '公布的结果哈希；不同则返回 1',
    'the published hash of the result; 1 is returned when it is another one',
  ),
  expectInput: word(
    '公布的数据哈希；不同则返回 1',
    'the published hash of the input; 1 is returned when it is another one',
  ),
  json: word('输出全部结果的规范 JSON', 'print everything as canonical JSON'),
  format: word('输出格式', 'format of the receipt'),
  to: word('写入文件', 'write to a file'),
  fine: word('没有问题：{0} 个单位，{1} 个数据。', 'Nothing is wrong: {0} units, {1} observations.'),
  hash: word('结果哈希（SHA-256）{0}', 'Result hash (SHA-256) {0}'),
  inputHash: word('数据哈希（SHA-256）{0}', 'Input hash (SHA-256) {0}'),
  same: word('与 {0} 完全一致。', 'The same as {0}, to the byte.'),
  different: word('与 {0} 不同。', 'Not the same as {0}.'),
  usage: word('命令有误：{0}', 'The command is not understood: {0}'),
} as const;
