/** Experiments from files and by name. JSON is read as data and never runs; a .ts or .js file of the user's own does. */
import { existsSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ApicalError, DataError, oneOf, SpecError } from '../errors.ts'
import { checkExperiment } from '../spec/check.ts'
import type { Experiment } from '../spec/types.ts'
import { openRun } from './folder.ts'
import { namesIn, parseJson, readText } from './store.ts'

export interface LoadedExperiment {
  experiment: Experiment // checked, plain data
  base: string // the folder that its files of weights are named from
}

const codeSuffixes = ['.ts', '.mts', '.js', '.mjs']

/** Where this package keeps its own experiments (or models): as built in the bundle, from source as .ts. */
export const ownFolder = (what: 'experiments' | 'models'): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? `../../${what}/` : `./${what}/`, import.meta.url))

/** The experiments that come with the package, by name. */
export const ownExperiments = (): string[] =>
  namesIn(ownFolder('experiments')).flatMap(file =>
    codeSuffixes.includes(extname(file)) ? [basename(file, extname(file))] : [],
  )

/** Whether the text names a run: a folder with a run.json, or that file. */
export const isRun = (text: string): boolean =>
  basename(text) === 'run.json' ? existsSync(text) : existsSync(join(text, 'run.json'))

/**
 * The experiment that `text` names: a .ts, .js or .json file, a run folder (its experiment, to begin anew), or one of the package by name.
 * Throws SpecError, DataError.
 */
export const loadExperiment = async (text: string): Promise<LoadedExperiment> => {
  if (isRun(text)) return { experiment: checkExperiment(openRun(text).manifest.experiment), base: process.cwd() }
  const file = fileOf(text)
  const value = extname(file) === '.json' ? fromJson(file) : await fromCode(file)
  return { experiment: checkExperiment(value), base: dirname(file) }
}

const fileOf = (text: string): string => {
  if (ownExperiments().includes(text)) return ownFile(text)
  const isPath = /[\\/]/.test(text) || [...codeSuffixes, '.json'].includes(extname(text)) || existsSync(text)
  if (!isPath)
    throw new SpecError('experiment', `a file, a run folder or ${oneOf(text, ownExperiments())}`, `'${text}'`)
  const file = resolve(text)
  if (!existsSync(file)) throw new DataError(text, 'a file', 'none there')
  if (statSync(file).isDirectory())
    throw new DataError(text, 'an experiment file or a run folder', 'a folder without run.json')
  if (![...codeSuffixes, '.json'].includes(extname(file)))
    throw new DataError(text, 'a .ts, .js or .json file', `'${extname(file)}'`)
  return file
}

const ownFile = (name: string): string => {
  const folder = ownFolder('experiments')
  return join(folder, namesIn(folder).find(file => basename(file, extname(file)) === name)!)
}

/** A run.json holds an experiment among other things; any other file is one. */
const fromJson = (file: string): unknown => {
  const value = parseJson(readText(file) ?? '', file)
  const isManifest = typeof value === 'object' && value !== null && 'experiment' in value && 'format' in value
  return isManifest ? value.experiment : value
}

const fromCode = async (file: string): Promise<unknown> => {
  const { default: value } = await importFile(file)
  if (value === undefined) throw new DataError(file, 'an experiment as its default export', 'none')
  return value
}

/** Imports a module of the user's: TypeScript through tsx, unless this process reads it already. */
export const importFile = async (file: string): Promise<Module> => {
  if (existsSync(file) && statSync(file).isDirectory()) throw new DataError(file, 'a .ts or .js file', 'a folder')
  if (extname(file) === '.json') throw new DataError(file, 'a .ts or .js file', "'.json'")
  const url = pathToFileURL(file).href
  try {
    if (!/\.m?ts$/.test(file) || import.meta.url.endsWith('.ts')) return unwrapped(await import(/* @vite-ignore */ url))
    const { tsImport } = await import('tsx/esm/api')
    return unwrapped(await tsImport(url, import.meta.url))
  } catch (error) {
    if (error instanceof ApicalError) throw error
    // The user's import may hold another copy of this package: then its errors are of another class.
    const { name, message } = error as Error
    if (['SpecError', 'DataError'].includes(name)) throw new ApicalError(message, 2)
    throw new DataError(file, 'a module that can be loaded', `${headOf(message)}${hintOn(message)}`)
  }
}

/** The first line of a message; where it only announces what follows, with the next: the place of a syntax error stands there. */
const headOf = (message: string): string => {
  const [first = '', second = ''] = message.split('\n')
  return first.endsWith(':') ? `${first} ${second}`.trim() : first
}

/** A file of the user's finds this package only where it is installed beside it: one that is installed globally is not. */
const hintOn = (message: string): string =>
  /Cannot find (package|module) 'apical/.test(message)
    ? ' (in the folder of that file, or above it: npm install apical, or npm link apical where it is a clone)'
    : ''

type Module = { default?: unknown; [name: string]: unknown }

/** Beside a package.json without "type": "module", or without one, tsx makes a CommonJS module, whose exports stand below `default`. */
const unwrapped = (module: Module): Module => {
  const inner = module.default as Module | undefined
  return typeof inner === 'object' && inner !== null && '__esModule' in inner ? inner : module
}
