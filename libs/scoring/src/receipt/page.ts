import type { Language } from '../words/word';

/** A label with its text. */
export type Fact = readonly [label: string, value: string];

/** One rule with the numbers put in, as it is printed. */
export interface Working {
  label: string;
  formula: string;
  worked: string;
  /** Already in words: unrounded, and rounded where it is. */
  results: Fact[];
}

/** What a page is made of; every rendering knows these and nothing else. */
export type Block =
  | { kind: 'heading'; level: 2 | 3 | 4; text: string; aside: string }
  | { kind: 'facts'; facts: Fact[] }
  | { kind: 'table'; caption: string; head: string[]; rows: string[][] }
  | { kind: 'working'; working: Working }
  | { kind: 'note'; text: string };

/** A receipt in one language, before it has a form. */
export interface Page {
  language: Language;
  title: string;
  /** The figures that matter, shown large. */
  summary: Fact[];
  facts: Fact[];
  /** What belongs together and should not be broken over pages. */
  sections: Block[][];
}
