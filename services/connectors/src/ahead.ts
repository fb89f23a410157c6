/** Prepares the next item while the caller works on this one; never more than one ahead. */
export async function* ahead<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  const prepare = (): Promise<IteratorResult<T>> => {
    const next = iterator.next();
    // Its failure is met where it is awaited.
    next.catch(() => undefined);
    return next;
  };
  let next = prepare();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = prepare();
      yield value;
    }
  } finally {
    await next.catch(() => undefined);
    await iterator.return?.();
  }
}
