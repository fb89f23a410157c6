/** Somebody else did, or ended, what this process was doing; there is nothing left to do here. */
export class TakenOver extends Error {}
