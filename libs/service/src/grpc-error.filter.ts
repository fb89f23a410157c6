import { status } from '@grpc/grpc-js';
import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { isOutage } from '@fuxing/db';
import { refusalOf } from '@fuxing/errors';
import { type Observable, throwError } from 'rxjs';
import { ZodError } from 'zod';
import { requestInvalid, toGrpcStatus } from './grpc-status';
import { log } from './log';

/** Turns a refusal into its gRPC status; logs anything else once with its stack and hides it behind INTERNAL. */
@Catch()
export class GrpcErrorFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    const refusal = refusalOf(error);
    if (refusal) return throwError(() => toGrpcStatus(refusal));
    if (error instanceof ZodError) return throwError(() => toGrpcStatus(requestInvalid(error)));
    if (isOutage(error)) {
      log.error({ err: error }, 'the database is away');
      return throwError(() => ({ code: status.UNAVAILABLE, details: 'The database is away; try again.' }));
    }
    log.error({ err: error }, 'unexpected failure');
    return throwError(() => ({ code: status.INTERNAL, details: 'Internal error' }));
  }
}
