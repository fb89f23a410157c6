import { status, type ServiceError } from '@grpc/grpc-js';
import { DomainError, invalid } from '@fuxing/errors';
import { decimal } from '@fuxing/scoring';
import { catchError, lastValueFrom, type Observable, of } from 'rxjs';
import { z } from 'zod';
import { GrpcErrorFilter } from './grpc-error.filter';
import { fromGrpcStatus } from './grpc-status';
import './zod-languages';

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

/** What the calling side understands. */
async function heard(given: unknown): Promise<DomainError | ServiceError> {
  const answer: Observable<ServiceError> = new GrpcErrorFilter().catch(given);
  const failure = await lastValueFrom(answer.pipe(catchError((status: ServiceError) => of(status))));
  return fromGrpcStatus(failure) ?? failure;
}

it('a refusal arrives with its reason, its fields and both languages', async () => {
  const refusal = invalid('a.b', 'WRONG', 'It is wrong.', '不对。');
  expect(await heard(refusal)).toEqual(refusal);
});

it('a refusal of the scoring library, which knows no service, arrives as one', async () => {
  const said = await heard(thrown(() => decimal('target', '1e5')));
  expect(said).toBeInstanceOf(DomainError);
  expect(said).toMatchObject({
    code: 'INVALID_ARGUMENT',
    reason: 'DECIMAL_INVALID',
    text: { zh: expect.stringContaining('1e5') },
    fields: [{ field: 'target', reason: 'DECIMAL_INVALID' }],
  });
});

it('a request of the wrong form is told field by field in both languages', async () => {
  const form = z.object({ units: z.array(z.object({ name: z.string() })), digits: z.int() });
  const said = await heard(thrown(() => form.parse({ units: [{}], digits: 'two' })));
  expect(said).toMatchObject({ reason: 'INVALID_REQUEST' });
  const { fields } = said as DomainError;
  expect(fields.map(({ field }) => field)).toEqual(['units[0].name', 'digits']);
  for (const { en, zh } of fields) {
    expect(en).toMatch(/^Invalid input: expected/);
    expect(zh).toMatch(/^无效输入/);
  }
});

it('a fault of ours says nothing about us', async () => {
  expect(await heard(new TypeError('secret'))).toEqual({ code: status.INTERNAL, details: 'Internal error' });
});
