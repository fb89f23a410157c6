/** The languages that receipts and messages are written in. */
export type Language = 'zh-CN' | 'en';

/** One name in both languages. */
export interface Word {
  zh: string;
  en: string;
}

export const word = (zh: string, en: string): Word => ({ zh, en });

export const say = ({ zh, en }: Word, language: Language): string => (language === 'en' ? en : zh);
