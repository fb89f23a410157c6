import type { Language } from '../words/word';
import { describe } from './describe';
import { toHtml } from './html';
import { toText } from './plain';
import type { Receipt } from './receipt';

/** One printable page of HTML that needs nothing else. */
export function renderReceipt(receipt: Receipt, language: Language): string {
  return toHtml(describe(receipt, language));
}

/** The same for a terminal. */
export function renderReceiptText(receipt: Receipt, language: Language): string {
  return toText(describe(receipt, language));
}
