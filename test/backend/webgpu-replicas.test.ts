/** Replicas on a graphics card through run folders, and a card that is lost, on the adapter of this machine. */
import { expect, test } from 'vitest'
import { webgpuBackend } from '../../src/backend/webgpu.ts'
import { nodeGpu } from '../../src/node/gpu.ts'
import type { ReplicaHooks } from '../../src/node/replica-hooks.ts'
import { resumeReplicas, startReplicas } from '../../src/node/replica-run.ts'
import { resumeRun, startRun } from '../../src/node/run.ts'
import { chooseBackend, provideBackend } from '../../src/sim/backends.ts'
import { tiny } from '../cli/apical.ts'
import { temporaryFolder } from '../node/temporary.ts'
import { describeGpu } from './webgpu-here.ts'

const small = tiny({ dataset: { name: 'digits', train: 4, test: 2 } })
const vary = ['projections.w1.set.eta=0.1..0.4', 'populations.hidden.set.g_b=0.5 /ms..0.7 /ms']

/** Digests of all epochs by replica, and what else was told. */
const told = () => {
  const digests: string[][] = [[], [], []]
  const notes: string[] = []
  const hooks: ReplicaHooks = {
    epoch: (replica, row) => digests[replica].push(String(row.digest)),
    note: text => notes.push(text),
  }
  return { digests, notes, hooks }
}

const run = async (backend: string, more: Partial<Parameters<typeof startReplicas>[1]> = {}) => {
  const { digests, notes, hooks } = told()
  const settings = { out: temporaryFolder(), replicas: 3, vary, backend, threads: 1, ...more }
  return { ...(await startReplicas(small, settings, hooks)), digests, notes }
}

describeGpu('replicas on webgpu', open => {
  const isExact = () => open().software

  test('each is what it is on wasm, and alone', async () => {
    const { digests, outcomes, set } = await run('webgpu')
    expect(outcomes.map(o => o?.state)).toEqual(['done', 'done', 'done'])
    expect(set.manifest).toMatchObject({ state: 'done', backend: 'webgpu' })
    const wasm = await run('wasm')
    if (isExact()) expect(digests).toEqual(wasm.digests)
    expect(new Set(digests.flat()).size).toBe(6)
  })

  test('a set that was stopped goes on, and one network of it goes on alone elsewhere', async () => {
    const whole = await run('wasm')
    const { hooks, digests } = told()
    let asked = 0
    const settings = { out: temporaryFolder(), replicas: 3, vary, backend: 'webgpu' }
    const stopped = await startReplicas(small, settings, { ...hooks, stop: () => ++asked > 6 })
    expect(stopped.state).toBe('stopped')
    expect(stopped.outcomes.map(o => o?.state)).toEqual(['stopped', 'stopped', 'stopped'])
    const { folder } = stopped.outcomes[2] as { folder: string }
    const alone = await resumeRun(folder, { backend: 'wasm' })
    if (isExact()) expect(alone.last!.digest).toBe(whole.digests[2][1])
    const more = await resumeReplicas(stopped.set.path, {}, hooks)
    expect(more.outcomes.map(o => (o?.state === 'done' ? o.backend : o?.state))).toEqual(['webgpu', 'webgpu', 'wasm'])
    if (isExact()) expect(digests.slice(0, 2)).toEqual(whole.digests.slice(0, 2))
  })

  test('networks of other sizes are a group of their own', async () => {
    const sizes = { vary: ['populations.hidden.size=20,10,20'], epochs: 1 }
    const { digests, notes } = await run('webgpu', sizes)
    expect(notes).toEqual(['3 replicas in 2 groups, one after the other'])
    if (isExact()) expect(digests).toEqual((await run('wasm', sizes)).digests)
  })

  test('one that fails leaves the others', async () => {
    const wild = { vary: ['projections.w1.set.eta=0.2,1e38,0.3'], epochs: 1 }
    const { digests, outcomes, state } = await run('webgpu', wild)
    expect(state).toBe('failed')
    expect(outcomes.map(o => o?.state)).toEqual(['done', 'failed', 'done'])
    if (isExact()) expect(digests).toEqual((await run('wasm', wild)).digests)
  })
})

describeGpu('auto', open => {
  /** A device of its own, which may be destroyed; taken for a card, even where it is emulated. */
  const asCard = async () => {
    const gpu = await nodeGpu()
    return { gpu, backend: webgpuBackend({ gpu: { ...gpu, software: false }, width: 16 }) }
  }
  const many = tiny({ lanes: 32, dataset: { name: 'digits', train: 64, test: 4 } })

  test('takes a card and not an emulated one', async () => {
    const { backend, reason } = await chooseBackend('auto', { lanes: 64 })
    expect(backend.name).toBe(open().software ? 'wasm' : 'webgpu')
    if (open().software) expect(reason).toMatch(/; not webgpu: its only adapter is .*\(software\)$/)
    backend.close()
  })

  test('goes on on wasm where the card is lost, alone and with replicas', { timeout: 120_000 }, async () => {
    const open = async () => (await asCard()).backend
    const expected = await startReplicas(many, { out: temporaryFolder(), replicas: 2, backend: 'wasm', threads: 1 })
    const card = await asCard()
    provideBackend('webgpu', async () => card.backend)
    let images = 0
    const { hooks, notes } = told()
    const lose = () => {
      if (++images === 3) card.gpu.device.destroy()
      return false
    }
    const set = await startReplicas(many, { out: temporaryFolder(), replicas: 2, threads: 1 }, { ...hooks, stop: lose })
    expect(notes).toEqual(['the back end webgpu failed: the GPU back end was closed'])
    expect(set.set.manifest).toMatchObject({ state: 'done', backend: 'wasm' })
    expect(set.set.manifest.reason).toBe(
      'the fastest for 2 replicas of 32 lanes; not webgpu: the GPU back end was closed',
    )
    const ends = (result: typeof set) => result.outcomes.map(o => (o?.state === 'done' ? o.last!.digest : o))
    const isSoftware = (await nodeGpu()).software
    if (isSoftware) expect(ends(set)).toEqual(ends(expected))
    provideBackend('webgpu', open)
    const alone = await startRun({ ...many, lanes: 64 }, { out: temporaryFolder(), epochs: 1 })
    expect([alone.backend, alone.reason]).toEqual(['webgpu', '64 lanes fill a graphics card'])
  })
})
