import { ScoringPackage } from './package';

/** Fields of a package; the lists of all parts belong together. */
export type PackagePart = Readonly<Record<string, unknown>>;

/** Rows that a leaf may bring although another has brought them: two leaves may measure one indicator. */
const SHARED = ['observations', 'before', 'targets', 'leads'];

/**
 * Joins the parts of a package in their order.
 *
 * @throws ZodError for parts that do not make a package
 */
export function joinPackage(parts: readonly PackagePart[]): ScoringPackage {
  const joined: Record<string, unknown> = {};
  for (const part of parts) {
    for (const [name, value] of Object.entries(part)) {
      joined[name] = Array.isArray(value) ? [...((joined[name] as unknown[]) ?? []), ...value] : value;
    }
  }
  for (const name of SHARED) joined[name] = once((joined[name] as unknown[]) ?? []);
  return ScoringPackage.parse(joined);
}

function once(rows: readonly unknown[]): unknown[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}
