import type { Command } from 'commander';
import type { TextKey } from './texts';

/** Adds a command that teaches itself: one line of purpose, and an example. */
export type Teach = (parent: Command, signature: string, purpose: TextKey, example: string) => Command;
