import {
  type ListObservationRecordsResponse,
  ObservationsServiceService,
} from '@fuxing/contracts/connectors/v1/observations';
import type { ReceiptInput } from '@fuxing/contracts/evaluation/v1/results';
import { log, SETTINGS } from '@fuxing/service';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { EvaluationSettings } from '../config';

const KEYS = 100;
const DEADLINE_MS = 5_000;

/** Asks connectors, which owns the raw records, for the keys behind observations; never on the scoring path. */
@Injectable()
export class RecordKeys implements OnModuleDestroy {
  private readonly client: Client;

  constructor(@Inject(SETTINGS) settings: EvaluationSettings) {
    this.client = new Client(settings.CONNECTORS_ADDRESS, credentials.createInsecure());
  }

  onModuleDestroy(): void {
    this.client.close();
  }

  /**
   * Fills in record keys, with the rights of the caller. A receipt without them is still whole, the hash stands in it, so
   * one that cannot be had is left empty.
   */
  async fill(inputs: ReceiptInput[], token: string): Promise<void> {
    await Promise.all(
      inputs.map(async (input) => {
        try {
          input.recordKeys = (await this.list(input.observationId, token)).records.map(
            (record) => record.recordKey,
          );
        } catch (error) {
          log.warn({ err: error, observation_id: input.observationId }, 'record keys are not to be had');
        }
      }),
    );
  }

  private list(observationId: string, token: string): Promise<ListObservationRecordsResponse> {
    const { path, requestSerialize, responseDeserialize } = ObservationsServiceService.listObservationRecords;
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    const request = { observationId, pageSize: KEYS, pageToken: '' };
    const options = { deadline: Date.now() + DEADLINE_MS };
    return new Promise((resolve, reject) => {
      this.client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadata,
        options,
        (error, answer) => (error || !answer ? reject(error ?? new Error('No answer.')) : resolve(answer)),
      );
    });
  }
}
