/** What `auto` chooses, why, and how a run goes on when a back end fails. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Backend, Machine } from '../../src/backend/backend.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { RunError } from '../../src/errors.ts'
import { openRun, readNotes, readScores } from '../../src/node/folder.ts'
import { resumeRun, startRun } from '../../src/node/run.ts'
import { doneEvent } from '../../src/node/run-end.ts'
import { BackendError, chooseBackend, openBackend, provideBackend } from '../../src/sim/backends.ts'
import { tiny } from '../cli/apical.ts'
import { temporaryFolder } from './temporary.ts'

const small = tiny({ dataset: { name: 'digits', train: 40, test: 20 } })
const lost = 'the GPU was lost: pulled out'

/** A card that computes like wasm, and is lost at its n-th phase. */
const card = (phases = Number.POSITIVE_INFINITY, more: Partial<Backend> = {}): Backend => {
  const core = wasmBackend()
  let left = phases
  const failing = (machine: Machine): Machine => ({
    ...machine,
    advance: (program, lengths) => {
      if (left-- <= 0) throw new RunError(lost)
      machine.advance(program, lengths)
    },
  })
  return { ...core, name: 'webgpu', device: 'a card', load: async plan => failing(await core.load(plan)), ...more }
}

const absent = async () => {
  throw new RunError('WebGPU found no adapter')
}

beforeEach(() => provideBackend('webgpu', absent))

describe('auto', () => {
  test('takes wasm for one network, and does not look for a card', async () => {
    let asked = 0
    provideBackend('webgpu', async () => {
      asked++
      return card()
    })
    const { backend, reason } = await chooseBackend('auto')
    expect([backend.name, reason, asked]).toEqual(['wasm', 'the fastest for one network that learns online', 0])
  })

  test('takes a card for many lanes and replicas', async () => {
    provideBackend('webgpu', async () => card())
    const { backend, reason } = await chooseBackend('auto', { lanes: 16, replicas: 4 })
    expect([backend.name, reason]).toEqual(['webgpu', '4 replicas of 16 lanes fill a graphics card'])
    expect((await chooseBackend('auto', { lanes: 63 })).backend.name).toBe('wasm')
  })

  test('says why not a card: none there, only an emulated one, wrong numbers', async () => {
    const reason = async () => (await chooseBackend('auto', { lanes: 64 })).reason
    expect(await reason()).toBe('the fastest for 64 lanes; not webgpu: WebGPU found no adapter')
    let closed = 0
    const soft = { device: 'SwiftShader (software)', software: true, close: () => closed++ }
    provideBackend('webgpu', async () => card(1, soft))
    expect(await reason()).toBe('the fastest for 64 lanes; not webgpu: its only adapter is SwiftShader (software)')
    expect(closed).toBe(1)
    provideBackend('webgpu', async () => {
      throw new RunError('the back end computes wrongly')
    })
    expect(await reason()).toContain('not webgpu: the back end computes wrongly')
  })

  test('says what failed where nothing is left', async () => {
    const failed = ['wasm', 'js'].map(name => ({ name, why: 'gone' }))
    await expect(chooseBackend('auto', { failed })).rejects.toThrow(
      'no back end works here: not wasm: gone; not js: gone',
    )
  })

  test('a mistake of the program is no failure of a back end', async () => {
    provideBackend('webgpu', async () => {
      throw new TypeError('x is not a function')
    })
    await expect(chooseBackend('auto', { lanes: 64 })).rejects.toThrow(TypeError)
  })
})

describe('a back end that was asked for', () => {
  test('is opened even if it is emulated, and gives no reason', async () => {
    provideBackend('webgpu', async () => card(1, { software: true }))
    expect(await chooseBackend('webgpu')).toEqual({ backend: expect.objectContaining({ name: 'webgpu' }) })
  })

  test('fails with its message and exit code 1', async () => {
    await expect(openBackend('webgpu')).rejects.toMatchObject({ message: 'WebGPU found no adapter', exitCode: 1 })
    await expect(openBackend('webgpo')).rejects.toMatchObject({ exitCode: 2 })
  })

  test('ends the run where it fails, which goes on from there with another', async () => {
    provideBackend('webgpu', async () => card(150))
    const out = temporaryFolder()
    const run = startRun(small, { out, backend: 'webgpu' })
    await expect(run).rejects.toThrow(BackendError)
    const whole = await startRun(small, { out: temporaryFolder(), backend: 'wasm' })
    const folder = whole.folder.replace(/.*\/tiny\//, `${out}/tiny/`)
    expect(openRun(folder).manifest).toMatchObject({ state: 'failed', backend: 'webgpu' })
    const { last, backend, reason } = await resumeRun(folder, { backend: 'wasm' })
    expect([last!.digest, backend, reason]).toEqual([whole.last!.digest, 'wasm', undefined])
  })
})

/** Rows without what depends on the clock. */
const timeless = (folder: string) =>
  readScores(openRun(folder)).map(({ imagesPerSecond, cpuMsPerImage, seconds, testSeconds, ...row }) => row)

describe('a run on auto', () => {
  const many = tiny({ name: 'many', lanes: 64, dataset: { name: 'digits', train: 128, test: 20 } })
  const whole = async () => startRun(many, { out: temporaryFolder(), backend: 'wasm' })

  /** Two batches of three phases an epoch, and one test of one phase and thread. */
  test.each([
    { when: 'while it loads', lives: [0, 0], epochs: 0 },
    { when: 'in the first epoch', lives: [4, 1], epochs: 0 },
    { when: 'in the first test', lives: [99, 0], epochs: 0 },
    { when: 'in the second epoch', lives: [9, 1], epochs: 1 },
  ])('loses nothing where the card is lost $when', async ({ lives, epochs }) => {
    const [phases] = lives
    const broken = { load: async () => absent() }
    // The thread that tests has a back end of its own.
    provideBackend('webgpu', async () => card(lives.shift(), phases ? {} : broken))
    const notes: string[] = []
    const begun: string[] = []
    const result = await startRun(
      many,
      { out: temporaryFolder() },
      {
        note: text => notes.push(text),
        begin: (run, _planned, from) => begun.push(`${run.manifest.backend} ${from.epoch}`),
      },
    )
    const expected = await whole()
    expect(result.last!.digest).toBe(expected.last!.digest)
    expect(timeless(result.folder)).toEqual(timeless(expected.folder))
    const why = phases ? lost : 'WebGPU found no adapter'
    expect(notes).toEqual([`the back end webgpu failed: ${why}`])
    expect(begun).toEqual(phases ? ['webgpu 0', `wasm ${epochs}`] : ['wasm 0'])
    const reason = `the fastest for 64 lanes; not webgpu: ${why}`
    expect(doneEvent(result)).toEqual({
      event: 'done',
      folder: result.folder,
      testError: result.last!.testError,
      digest: result.last!.digest,
      backend: 'wasm',
      device: expect.any(String),
      reason,
    })
    const run = openRun(result.folder)
    expect(run.manifest).toMatchObject({ state: 'done', backend: 'wasm', reason, done: doneEvent(result) })
    const told = readNotes(run).map(({ note, backend }) => [note, backend])
    expect(told).toEqual(phases ? [['back end failed', 'webgpu'], ['resumed', 'wasm']] : []) // biome-ignore format: a line
  })

  test('goes on on the back end that it had, or on another where that does not open', async () => {
    provideBackend('webgpu', async () => card())
    const out = temporaryFolder()
    const { folder } = await startRun(many, { out, epochs: 1 })
    const more = await resumeRun(folder, { epochs: 2 })
    expect([more.backend, more.reason]).toEqual(['webgpu', '64 lanes fill a graphics card'])
    provideBackend('webgpu', absent)
    const most = await resumeRun(folder, { epochs: 3 })
    expect([most.backend, most.reason]).toEqual([
      'wasm',
      'the fastest for 64 lanes; not webgpu: WebGPU found no adapter',
    ])
    const expected = await startRun(many, { out: temporaryFolder(), epochs: 3, backend: 'wasm' })
    expect(most.last!.digest).toBe(expected.last!.digest)
    expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).backend).toBe('wasm')
  })

  test('weights that are no numbers are no failure of the back end', async () => {
    provideBackend('webgpu', async () => card())
    const wild = tiny({ name: 'wild', lanes: 64, dataset: { name: 'digits', train: 128, test: 20 } })
    for (const p of wild.projections) if (p.set) p.set.eta = 1e38
    const begun: unknown[] = []
    const hooks = { begin: () => begun.push(1) }
    await expect(startRun(wild, { out: temporaryFolder() }, hooks)).rejects.toThrow('lower the learning rate')
    expect(begun).toHaveLength(1)
  })
})
