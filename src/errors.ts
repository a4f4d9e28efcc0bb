/**
 * Errors are facts; the sentence is made from them. Every error that a user can cause is an ApicalError and carries
 * the exit code of the command line: 2 for bad input, 1 for a failure.
 */
export class ApicalError extends Error {
  override name = 'ApicalError'
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message)
  }
}

/** A mistake in a model, rule or experiment. `path` names the place: `projections[2].to`. */
export class SpecError extends ApicalError {
  override name = 'SpecError'
  constructor(
    readonly path: string,
    readonly expected: string,
    readonly received: string,
  ) {
    super(`${path}: expected ${expected}, got ${received}`, 2)
  }
}

/** A file or data set that cannot be used. `file` is the path as the user gave it. */
export class DataError extends ApicalError {
  override name = 'DataError'
  constructor(
    readonly file: string,
    readonly expected: string,
    readonly received: string,
  ) {
    super(`${file}: expected ${expected}, got ${received}`, 2)
  }
}

/** Something that went wrong while running: a full disk, weights that became NaN. */
export class RunError extends ApicalError {
  override name = 'RunError'
  constructor(message: string) {
    super(message, 1)
  }
}

/** The known name nearest to `name` by edit distance, for 'did you mean'; undefined if none is near. */
export const nearest = (name: string, known: readonly string[]): string | undefined => {
  const scored = known.map(k => ({ k, d: distance(name.toLowerCase(), k.toLowerCase()) }))
  const best = scored.sort((a, b) => a.d - b.d)[0]
  return best && best.d <= Math.max(1, Math.floor(name.length / 3)) ? best.k : undefined
}

/** `expected one of a, b, c (did you mean 'b'?)`: the phrase used wherever a name is unknown. */
export const oneOf = (name: string, known: readonly string[]): string => {
  const near = nearest(name, known)
  return `one of ${listed(known)}${near ? ` (did you mean '${near}'?)` : ''}`
}

/** A list that is longer than anybody reads ends early. */
const listed = (names: readonly string[]): string =>
  names.length > mostListed
    ? `${names.slice(0, mostListed - 4).join(', ')}, ... (${names.length} in all)`
    : names.join(', ')
const mostListed = 40

/** Letters to add, drop, change or swap with their neighbour (optimal string alignment). */
const distance = (a: string, b: string): number => {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        next[j] = Math.min(next[j], before[j - 2] + 1)
    }
    before = row
    row = next
  }
  return row[b.length]
}
