/** Options that several commands share, read and checked. */
import { InvalidArgumentError, Option } from 'commander'

/** A whole number from `least`; commander puts the name of the option before the message. */
export const whole =
  (least: number) =>
  (text: string): number => {
    const n = Number(text)
    if (text.trim() === '' || !Number.isSafeInteger(n) || n < least)
      throw new InvalidArgumentError(`Expected a whole number from ${least}, got '${text}'.`)
    return n
  }

/** For options that may be given several times. */
export const collected = (text: string, before: string[] = []): string[] => [...before, text]

export const backendOption = (): Option =>
  new Option('--backend <name>', 'what computes: auto, wasm, js, webgpu or gpujs').default('auto')
export const threadsOption = (): Option =>
  new Option(
    '--threads <n>',
    'threads that test, and on wasm compute lanes (default: all cores); they change no digit',
  ).argParser(whole(1))
export const dataOption = (): Option =>
  new Option(
    '--data <folder>',
    'folder of data sets, such as <folder>/mnist/ (default: APICAL_DATA, then the cache, then a download)',
  )
export const outOption = (): Option => new Option('--out <folder>', 'the folder of runs').default('runs')
export const jsonOption = (): Option => new Option('--json', 'one JSON object a line on standard output')
export const quietOption = (): Option =>
  new Option('--quiet', 'no messages but errors, and data that stand in for those named')
export const portOption = (): Option =>
  new Option('--port <n>', 'port of the viewer; 0 takes any free one').default(0).argParser(portNumber)
export const openOption = (): Option => new Option('--open', 'open the viewer in the browser of this computer')

const portNumber = (text: string): number => {
  const port = whole(0)(text)
  if (port > 65535) throw new InvalidArgumentError(`Expected a port from 0 to 65535, got '${text}'.`)
  return port
}
