import { helpTexts } from './help-texts';
import { sentences } from './sentences';

export type Language = 'zh-CN' | 'en';

/** Every sentence of the command. */
const texts = { ...helpTexts, ...sentences };

export type TextKey = keyof typeof texts;

export type Say = (key: TextKey, ...values: (string | number)[]) => string;

export function sayIn(language: Language): Say {
  return (key, ...values) =>
    texts[key][language === 'en' ? 1 : 0].replaceAll(/\{(\d)\}/g, (_, n: string) =>
      String(values[Number(n)] ?? ''),
    );
}

export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(texts, key);
}
