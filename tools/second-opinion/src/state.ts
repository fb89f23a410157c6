import type { Fraction } from './fraction';

/**
 * What is known of a unit on a leaf. ABSENT follows the missing rule, FAULT always blocks, the rest follow the rule for what
 * was declared (domain-rules "Missing data"; README of the engine, "Missing").
 */
export type Finding =
  { points: Fraction } | { lacks: 'ABSENT' | 'FAULT' | 'NOT_APPLICABLE' | 'NOT_REPORTED' | 'PENDING' };

export type Value = { value: Fraction } | { lacks: 'ABSENT' | 'FAULT' };

export const ABSENT = { lacks: 'ABSENT' } as const;
export const FAULT = { lacks: 'FAULT' } as const;

/** 1 where more is better, −1 where less is. */
export type Way = 1 | -1;
