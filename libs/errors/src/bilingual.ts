/**
 * One sentence part in both languages where a library carries one message only: English, then Chinese on the next line.
 *
 * @param en one line
 * @param zh one line
 */
export function bilingual(en: string, zh: string): string {
  return `${en}\n${zh}`;
}

/** Takes {@link bilingual} apart; a message of one language stands for both. */
export function languages(message: string): { en: string; zh: string } {
  const [en = '', zh = en] = message.split('\n');
  return { en, zh };
}
