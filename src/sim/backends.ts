/** Which back end computes: the one that the user names, or for `auto` the first that suits the work and opens. */
import type { Backend } from '../backend/backend.ts'
import { oneOf, SpecError } from '../errors.ts'
import { openNamed, ownBackends, provideBackend, type WorkForm } from './backend-table.ts'
import { BackendError } from './guard.ts'
import { hasSimd } from './simd.ts'

export { BackendError, provideBackend, type WorkForm }

/** The names of `--backend`, and what they are. */
export const backendChoices: readonly { name: string; about: string }[] = [
  { name: 'auto', about: 'webgpu for 64 or more lanes and replicas on a graphics card; else wasm, as it learns online fastest; else js' },
  ...ownBackends(),
] // biome-ignore format: a table

export interface Failure {
  name: string
  why: string
}

/** What auto tries first: the back end that a run began on, and why it was chosen. */
export interface Prefer {
  name: string
  reason: string
}

export interface ChoiceOptions extends WorkForm {
  /** Those that have failed already, which auto passes over. */
  failed?: readonly Failure[]
  prefer?: Prefer | undefined
}

export interface Chosen {
  backend: Backend
  /** For `auto`: why it is this one. */
  reason?: string
}

/**
 * With so many networks or images side by side a card is worth its launches: about one for each of its processors. An estimate, see
 * docs/performance.md.
 */
export const manyAtOnce = 64

/** Opens what was chosen. Throws SpecError for an unknown name, BackendError where it cannot be opened. */
export const chooseBackend = async (choice: string, options: ChoiceOptions = {}): Promise<Chosen> => {
  if (choice === 'auto') return automatic(options)
  checkKnown(choice)
  return { backend: await openNamed(choice, options) }
}

/** Opens a back end by name. Throws as chooseBackend does. */
export const openBackend = async (choice: string, work: WorkForm = {}): Promise<Backend> =>
  (await chooseBackend(choice, work)).backend

/** Throws SpecError for an unknown name. */
export const checkKnown = (choice: string): void => {
  const names = backendChoices.map(b => b.name)
  if (!names.includes(choice)) throw new SpecError('backend', oneOf(choice, names), `'${choice}'`)
}

const automatic = async (options: ChoiceOptions): Promise<Chosen> => {
  const passed: Failure[] = [...(options.failed ?? [])]
  for (const { name, reason } of candidates(options)) {
    if (passed.some(p => p.name === name)) continue
    const opened = await opening(name, options)
    if ('backend' in opened) return { backend: opened.backend, reason: [reason, ...passed.map(because)].join('; ') }
    passed.push(opened)
  }
  throw new BackendError(`no back end works here: ${passed.map(because).join('; ')}`)
}

const because = ({ name, why }: Failure): string => `not ${name}: ${why}`

/** What auto tries, in order. */
const candidates = ({ lanes = 1, replicas = 1, prefer }: ChoiceOptions): Prefer[] => {
  const side = lanes * replicas
  const many = side >= manyAtOnce
  const form = [...(replicas > 1 ? [`${replicas} replicas`] : []), ...(lanes > 1 ? [`${lanes} lanes`] : [])].join(
    ' of ',
  )
  const order: Prefer[] = [
    ...(many ? [{ name: 'webgpu', reason: `${form} fill a graphics card` }] : []),
    { name: 'wasm', reason: side > 1 ? `the fastest for ${form}` : 'the fastest for one network that learns online' },
    { name: 'js', reason: 'runs everywhere' },
  ]
  return prefer ? [prefer, ...order] : order
}

/** Opens one for auto, which takes no card that is only emulated. */
const opening = async (name: string, work: WorkForm): Promise<{ backend: Backend } | Failure> => {
  if (name === 'wasm' && !hasSimd()) return { name, why: 'WebAssembly has no SIMD here' }
  try {
    const backend = await openNamed(name, work)
    if (!backend.software) return { backend }
    backend.close()
    return { name, why: `its only adapter is ${backend.device}` }
  } catch (error) {
    if (!(error instanceof BackendError)) throw error
    return { name, why: error.message }
  }
}
