import { VerificationActKind as K } from '@fuxing/contracts/connectors/v1/verification_acts';

/** An act, as far as its sentence tells. */
export interface Told {
  kind: K;
  observationId: string;
  actedBy: string;
  onBehalfOf: string;
  reason: string;
  oldValue: string;
  newValue: string;
  assignee: string;
  dueOn: string;
  lateDays: number;
  /**
   * For HAND_OVER: who had it; for ESCALATE: who has it no longer; for CONFIRM and DECLINE: who proposed; for GIVE_WAY: what
   * takes its place.
   */
  other: string;
}

/** What an act says, in both languages: who, what, and why. */
export function actSentence(act: Told): { zh: string; en: string } {
  const { zh, en } = done(act);
  const { actedBy, onBehalfOf, reason, kind } = act;
  const who =
    onBehalfOf === ''
      ? { zh: actedBy, en: actedBy }
      : { zh: `${actedBy}（代 ${onBehalfOf}）`, en: `${actedBy} for ${onBehalfOf}` };
  if (kind === K.VERIFICATION_ACT_KIND_ESCALATE || kind === K.VERIFICATION_ACT_KIND_GIVE_WAY)
    return { zh: `${zh}。`, en: `${en}.` };
  const colon = kind === K.VERIFICATION_ACT_KIND_ASK || kind === K.VERIFICATION_ACT_KIND_ANSWER;
  return {
    zh: `${who.zh} ${zh}${colon ? '：' : '，理由：'}${reason}`,
    en: `${who.en} ${en}${colon ? ': ' : '; reason: '}${reason}`,
  };
}

function done({ kind, observationId: id, oldValue, newValue, assignee, dueOn, lateDays, other }: Told): {
  zh: string;
  en: string;
} {
  switch (kind) {
    case K.VERIFICATION_ACT_KIND_ASSIGN:
      return { zh: `将 ${id} 分配给 ${assignee}`, en: `assigned ${id} to ${assignee}` };
    case K.VERIFICATION_ACT_KIND_HAND_OVER:
      if (assignee === '')
        return { zh: `将 ${id} 由 ${other} 退回待分配`, en: `gave ${id} back, which was ${other}'s` };
      return {
        zh: `将 ${id} 由 ${other} 移交给 ${assignee}`,
        en: `handed ${id} over from ${other} to ${assignee}`,
      };
    case K.VERIFICATION_ACT_KIND_ACCEPT:
      return { zh: `接受 ${id} 的值 ${newValue}`, en: `accepted ${newValue} for ${id}` };
    case K.VERIFICATION_ACT_KIND_PROPOSE:
      return {
        zh: `提出将 ${id} 由 ${oldValue} 更正为 ${newValue}`,
        en: `proposed to correct ${id} from ${oldValue} to ${newValue}`,
      };
    case K.VERIFICATION_ACT_KIND_CONFIRM:
      return {
        zh: `复核 ${other} 的更正，将 ${id} 由 ${oldValue} 更正为 ${newValue}`,
        en: `confirmed ${other}'s correction of ${id} from ${oldValue} to ${newValue}`,
      };
    case K.VERIFICATION_ACT_KIND_DECLINE:
      return {
        zh: `退回 ${other} 将 ${id} 更正为 ${newValue} 的提议`,
        en: `declined ${other}'s correction of ${id} to ${newValue}`,
      };
    case K.VERIFICATION_ACT_KIND_REJECT:
      return { zh: `拒绝 ${id} 的值 ${oldValue}`, en: `rejected ${oldValue} for ${id}` };
    case K.VERIFICATION_ACT_KIND_KEEP:
      return {
        zh: `维持已发布值，不采用 ${id} 的 ${oldValue}`,
        en: `kept what is published and set ${oldValue} of ${id} aside`,
      };
    case K.VERIFICATION_ACT_KIND_ASK:
      return {
        zh: `请单位在 ${dueOn} 前说明 ${id} 的值 ${oldValue}`,
        en: `asked the unit to explain ${oldValue} of ${id} by ${dueOn}`,
      };
    case K.VERIFICATION_ACT_KIND_ANSWER: {
      const value =
        newValue === ''
          ? { zh: '', en: '' }
          : { zh: `，称应为 ${newValue}`, en: `, saying ${newValue} is right` };
      const late =
        lateDays === 0
          ? { zh: '', en: '' }
          : { zh: `（逾期 ${lateDays} 个工作日）`, en: ` (${lateDays} working days late)` };
      return { zh: `说明 ${id}${value.zh}${late.zh}`, en: `explained ${id}${value.en}${late.en}` };
    }
    case K.VERIFICATION_ACT_KIND_ESCALATE: {
      const free =
        other === ''
          ? { zh: '', en: '' }
          : { zh: `，不再由 ${other} 办理`, en: `; it is no longer ${other}'s` };
      return {
        zh: `${id} 应于 ${dueOn} 前办理，已逾期 ${lateDays} 个工作日，提请考核办处理${free.zh}`,
        en: `${id} was due on ${dueOn} and is ${lateDays} working days late; the office is asked to act${free.en}`,
      };
    }
    case K.VERIFICATION_ACT_KIND_GIVE_WAY:
      return other === ''
        ? {
            zh: `数据源不再给出 ${id} 的值 ${oldValue}，有关的更正和问题随之关闭`,
            en: `the source gives ${oldValue} for ${id} no more; its proposal and question are closed`,
          }
        : {
            zh: `数据源已改值，${id} 的 ${oldValue} 由 ${other} 取代，有关的更正和问题随之关闭`,
            en: `the source gave another value: ${oldValue} of ${id} gave way to ${other}; its proposal and question are closed`,
          };
    case K.VERIFICATION_ACT_KIND_UNSPECIFIED:
    case K.UNRECOGNIZED:
    default:
      throw new Error(`No act ${kind}.`);
  }
}
