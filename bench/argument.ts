/** A whole number among the arguments of a script, the first being 1. What is none ends the script with one sentence and exit code 2. */
export const countAt = (place: number, name: string, otherwise: number, least = 1): number => {
  const text = process.argv[place + 1]
  const n = text === undefined ? otherwise : Number(text)
  if (Number.isInteger(n) && n >= least) return n
  console.error(`${name}: expected a whole number from ${least}, got '${text}'`)
  return process.exit(2)
}
