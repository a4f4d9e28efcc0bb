/** An argument of a script, the first being 1, of which something else was expected: one sentence, exit code 2. */
export const refuse = (name: string, expected: string, got: string | undefined): never => {
  console.error(`${name}: expected ${expected}, got '${got}'`)
  return process.exit(2)
}

const numberAt = (place: number, name: string, otherwise: number, expected: string, is: (n: number) => boolean) => {
  const text = process.argv[place + 1]
  const n = text === undefined ? otherwise : Number(text)
  return text?.trim() !== '' && is(n) ? n : refuse(name, expected, text)
}

/** A whole number among the arguments of a script, the first being 1. What is none ends the script with one sentence and exit code 2. */
export const countAt = (place: number, name: string, otherwise: number, least = 1): number =>
  numberAt(place, name, otherwise, `a whole number from ${least}`, n => Number.isInteger(n) && n >= least)

/** A number above 0 among the arguments of a script, as countAt. */
export const positiveAt = (place: number, name: string, otherwise: number): number =>
  numberAt(place, name, otherwise, 'a number above 0', n => n > 0 && n < Number.POSITIVE_INFINITY)
