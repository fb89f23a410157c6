import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';

/** How sentences call the status of a value: "it is …", "该值…". */
export function statusWords(status: ObservationStatus): { en: string; zh: string } {
  return WORDS[status] ?? { en: 'of unknown status', zh: '状态未知' };
}

const WORDS: Partial<Record<ObservationStatus, { en: string; zh: string }>> = {
  [ObservationStatus.OBSERVATION_STATUS_COLLECTED]: { en: 'collected', zh: '已采集' },
  [ObservationStatus.OBSERVATION_STATUS_FLAGGED]: { en: 'flagged', zh: '有疑点' },
  [ObservationStatus.OBSERVATION_STATUS_PUBLISHED]: { en: 'published', zh: '已发布' },
  [ObservationStatus.OBSERVATION_STATUS_REJECTED]: { en: 'rejected', zh: '已拒绝' },
  [ObservationStatus.OBSERVATION_STATUS_SUPERSEDED]: { en: 'superseded', zh: '已被取代' },
};
