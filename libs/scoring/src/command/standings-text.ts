import type { Evaluation } from '../evaluate';
import type { ScoringPackage } from '../package';
import { columns } from '../receipt/plain';
import { Speech } from '../receipt/speak';
import type { Language } from '../words/word';

/** The ranked list for a terminal, best first. */
export function standingsText(of: ScoringPackage, { standings }: Evaluation, language: Language): string {
  const speech = new Speech(language);
  const names = new Map(of.units.map((unit) => [unit.unitId, unit]));
  const grades = new Map(of.scheme.grades.map(({ gradeId, name }) => [gradeId, name]));
  const classes = of.scheme.rankWithinClasses ? of.scheme.unitClasses : [];
  const classOf = (unitId: string): string[] =>
    classes.length === 0
      ? []
      : [
          classes
            .filter(({ unitIds }) => unitIds.includes(unitId))
            .map((each) => speech.name(each, each.classId))
            .join(),
        ];
  const rows = standings.map(({ unitId, rank, total, gradeId, undecided }) => [
    ...classOf(unitId),
    rank === 0 ? speech.label('unranked') : String(rank),
    speech.name(names.get(unitId) ?? { name: '', nameEn: '' }, unitId),
    total ?? speech.label('noTotal'),
    [grades.get(gradeId) || gradeId, undecided ? speech.label('undecided') : ''].filter(Boolean).join(' – '),
  ]);
  const head = (['rank', 'unit', 'total', 'grade'] as const).map((label) => speech.label(label));
  return columns([[...(classes.length === 0 ? [] : [speech.label('comparedWith')]), ...head], ...rows]).join(
    '\n',
  );
}
