import {
  ObservationsServiceService,
  type RecordKeys as Behind,
} from '@fuxing/contracts/connectors/v1/observations';
import { type ReceiptInput, RecordKeysState } from '@fuxing/contracts/evaluation/v1/results';
import { log, SETTINGS } from '@fuxing/service';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { EvaluationSettings } from '../config';

/** Observations in one call. */
const BATCH = 500;
const DEADLINE_MS = 5_000;
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** Asks connectors, which owns the raw records, for the keys behind observations; never on the scoring path. */
@Injectable()
export class RecordKeys implements OnModuleDestroy {
  private readonly client: Client;

  constructor(@Inject(SETTINGS) settings: Pick<EvaluationSettings, 'CONNECTORS_ADDRESS'>) {
    const limits = { 'grpc.max_receive_message_length': MAX_ANSWER_BYTES };
    this.client = new Client(settings.CONNECTORS_ADDRESS, credentials.createInsecure(), limits);
  }

  onModuleDestroy(): void {
    this.client.close();
  }

  /**
   * Fills in record keys, with the rights of the caller. A receipt without them is still whole, for count and hash are
   * frozen in it; so keys that cannot be had fail nothing, and the input says that they are not there.
   */
  async fill(inputs: ReceiptInput[], token: string): Promise<void> {
    for (let n = 0; n < inputs.length; n += BATCH) await this.fillBatch(inputs.slice(n, n + BATCH), token);
  }

  private async fillBatch(inputs: ReceiptInput[], token: string): Promise<void> {
    const found = new Map<string, string[]>();
    try {
      const observations = await this.list([...new Set(inputs.map((input) => input.observationId))], token);
      for (const { observationId, recordKeys } of observations) found.set(observationId, recordKeys);
    } catch (error) {
      log.warn({ err: error, observations: inputs.length }, 'record keys are not to be had');
    }
    for (const input of inputs) {
      const keys = found.get(input.observationId);
      input.recordKeys = keys ?? [];
      input.recordKeysState = stateOf(keys, input.recordCount);
    }
  }

  private list(observationIds: string[], token: string): Promise<Behind[]> {
    const { path, requestSerialize, responseDeserialize } = ObservationsServiceService.listRecordKeys;
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    const options = { deadline: Date.now() + DEADLINE_MS };
    return new Promise((resolve, reject) => {
      this.client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        { observationIds },
        metadata,
        options,
        (error, answer) =>
          error || !answer ? reject(error ?? new Error('No answer.')) : resolve(answer.observations),
      );
    });
  }
}

function stateOf(keys: string[] | undefined, recordCount: number): RecordKeysState {
  if (keys === undefined) return RecordKeysState.RECORD_KEYS_STATE_UNAVAILABLE;
  return keys.length < recordCount
    ? RecordKeysState.RECORD_KEYS_STATE_FIRST
    : RecordKeysState.RECORD_KEYS_STATE_ALL;
}
