export { chinaCalendar, chinaSpecialDays, chinaYears } from './china';
export {
  firstDay,
  lastDay,
  periodBounds,
  periodContains,
  periodKind,
  type PeriodKind,
  periodOf,
  periodOfLocalDate,
  periodsWithin,
  previousPeriod,
  yearEarlier,
} from './period';
export { type SpecialDay, WorkingCalendar } from './working-days';
export { localDateAt } from './zone';
