import { existsSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';

/** The most memory that a process ever had, in kB; 0 where the system does not tell. */
export function peakMemory(pid = 0): number {
  const file = `/proc/${pid}/status`;
  return existsSync(file) ? Number(/VmHWM:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) : 0;
}

/** Sends so many MB of JSON until it is answered; returns the status. */
export function flood(
  url: string,
  bearer: string,
  megabytes: number,
  announced: boolean,
): Promise<number | undefined> {
  const piece = Buffer.alloc(1024 * 1024, 'a');
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${bearer}`,
        'content-type': 'application/json',
        ...(announced ? { 'content-length': megabytes * piece.length } : {}),
      },
    });
    let left = megabytes;
    const more = (): void => {
      if (left > 0 && !request.destroyed) {
        left -= 1;
        request.write(piece);
        // A pause after each piece: an answer that comes before the end must be read before the next write meets a closed door.
        return void setTimeout(more, 50);
      }
      request.end();
    };
    request.once('response', (response) => {
      left = 0;
      resolve(response.statusCode);
      request.destroy();
    });
    request.once('error', reject);
    // An announced length is refused by its header alone.
    request.flushHeaders();
    setTimeout(more, announced ? 1000 : 0);
  });
}
