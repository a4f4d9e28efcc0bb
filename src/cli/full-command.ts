import { commandLine } from './shell.ts'

/** Options that leave images out, with their value: `--train 5000` and `--train=5000`. */
const partial = /^--(train|test)$/
const partialWithValue = /^--(train|test)=/
/** With fewer images come fewer epochs. */
const total = /^--epochs$/
const totalWithValue = /^--epochs=/

/** The command that runs the whole experiment, of a run with only some of the images; undefined for a run with all of them. */
export const fullCommand = (args: readonly string[]): string | undefined => {
  if (!args.some(arg => partial.test(arg) || partialWithValue.test(arg))) return undefined
  const isValue = (i: number) => i > 0 && (partial.test(args[i - 1]) || total.test(args[i - 1]))
  const isShort = (arg: string) => [partial, partialWithValue, total, totalWithValue].some(form => form.test(arg))
  return commandLine(['npx', 'apical', ...args.filter((arg, i) => !isShort(arg) && !isValue(i))])
}
