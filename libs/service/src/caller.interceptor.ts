import type { Metadata } from '@grpc/grpc-js';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { from, Observable, switchMap } from 'rxjs';
import { asCaller, type Caller } from './caller';

/** Lets nobody in without a caller token, and runs the RPC on that caller's behalf. */
@Injectable()
export class CallerInterceptor implements NestInterceptor {
  constructor(private readonly verify: (token: string) => Promise<Caller>) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const metadata = context.switchToRpc().getContext<Metadata>();
    const [header] = metadata.get('authorization');
    const token = String(header ?? '').replace(/^Bearer /i, '');
    return from(this.verify(token)).pipe(switchMap((caller) => inCallersName(caller, token, next)));
  }
}

/** Subscribing starts the handler, so the subscription itself must happen inside the caller's context. */
function inCallersName(caller: Caller, token: string, next: CallHandler): Observable<unknown> {
  return new Observable((subscriber) => asCaller(caller, () => next.handle().subscribe(subscriber), token));
}
