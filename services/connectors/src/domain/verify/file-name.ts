import type { MediaType } from './media-type';

/** What files of a type are called; a name without an ending says nothing wrong. */
const ENDINGS: Record<MediaType, string[]> = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/webp': ['webp'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'text/csv': ['csv', 'txt', 'tsv'],
  'text/plain': ['txt', 'csv', 'tsv', 'md', 'log'],
};

/**
 * The endings that a name may have, when it has another one: a text that is called `.bat` or `.hta` is run by whoever opens
 * what he downloaded. Windows leaves out dots and blanks at the end.
 */
export function wrongEnding(name: string, type: MediaType): string[] | undefined {
  const ending = /\.([^.]*)$/.exec(name.replace(/[. ]+$/, ''))?.[1];
  const right = ENDINGS[type];
  return ending === undefined || right.includes(ending.toLowerCase()) ? undefined : right;
}
