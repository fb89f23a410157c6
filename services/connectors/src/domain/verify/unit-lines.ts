/** Units from one upward, itself first; the district, which is above all, is left out. */
export type UnitLines = ReadonlyMap<string, readonly string[]>;

/** Whether two units are the same, or one is above the other: a bureau and its posts, a township and its villages. */
export function areKin(lines: UnitLines, one: string, other: string): boolean {
  if (one === '' || other === '') return false;
  return (
    one === other || (lines.get(one)?.includes(other) ?? false) || (lines.get(other)?.includes(one) ?? false)
  );
}
