import type { SigningKey } from '@fuxing/gateway';

/** What the doors that are compared need to know. */
export interface DoorSettings {
  issuer: string;
  audience: string;
  signingKey: SigningKey;
  backend: string;
}

/** To a door: open, or say what was used so far. */
export type DoorAsk = { open: DoorSettings; body?: string } | { open?: undefined };

export interface DoorSaid {
  /** Where it is open. */
  url: string;
  /** Processor time of the process since it began, seconds. */
  cpu: number;
}

/** What all of them serve. */
export const PATH = '/v1/cycles/streets-2025/results';

/** Answers as a door: opens once, and says each time how much processor time it has used. */
export function door(open: (settings: DoorSettings, body: string) => Promise<string>) {
  let url = '';
  return async (ask: DoorAsk): Promise<DoorSaid> => {
    if (ask.open) url = await open(ask.open, ask.body ?? '');
    const { user, system } = process.cpuUsage();
    return { url, cpu: (user + system) / 1e6 };
  };
}
