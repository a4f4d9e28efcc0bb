/** Replicas on a graphics card through run folders, and a card that is lost, on the adapter of this machine. */
import { expect, test } from 'vitest'
import { dendrites } from '../../experiments/parts/dendrites.ts'
import { webgpuBackend } from '../../src/backend/webgpu.ts'
import { nodeGpu } from '../../src/node/gpu.ts'
import type { ReplicaHooks } from '../../src/node/replica-hooks.ts'
import { resumeReplicas, startReplicas } from '../../src/node/replica-run.ts'
import { resumeRun } from '../../src/node/run.ts'
import { chooseBackend, provideBackend } from '../../src/sim/backends.ts'
import { tiny } from '../cli/apical.ts'
import { temporaryFolder } from '../node/temporary.ts'
import { describeGpu } from './webgpu-here.ts'

const small = tiny({
  ...dendrites({ hidden: [{ name: 'hidden', size: 10, eta: 0.21 }], etaOut: 0.21, epochs: 2 }),
  probes: [],
  dataset: { name: 'digits', train: 3, test: 1 },
})
const vary = ['projections.w1.set.eta=0.1..0.4', 'populations.hidden.set.g_b=0.5 /ms..0.7 /ms']

/** ms: most of it is making pipelines in software. */
const timeout = 120_000

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

  test('a set that was stopped goes on; each is what it is on wasm, and one of it goes on alone there', {
    timeout,
  }, async () => {
    const whole = await run('wasm')
    const { hooks, digests } = told()
    let asked = 0
    const settings = { out: temporaryFolder(), replicas: 3, vary, backend: 'webgpu' }
    const stopped = await startReplicas(small, settings, { ...hooks, stop: () => ++asked > 4 })
    expect(stopped.state).toBe('stopped')
    expect(stopped.outcomes.map(o => o?.state)).toEqual(['stopped', 'stopped', 'stopped'])
    const { folder } = stopped.outcomes[2] as { folder: string }
    const alone = await resumeRun(folder, { backend: 'wasm' })
    if (isExact()) expect(alone.last!.digest).toBe(whole.digests[2][1])
    const more = await resumeReplicas(stopped.set.path, {}, hooks)
    expect(more.set.manifest).toMatchObject({ state: 'done', backend: 'webgpu' })
    expect(more.outcomes.map(o => (o?.state === 'done' ? o.backend : o?.state))).toEqual(['webgpu', 'webgpu', 'wasm'])
    if (isExact()) expect(digests.slice(0, 2)).toEqual(whole.digests.slice(0, 2))
    expect(new Set(whole.digests.flat()).size).toBe(6)
  })

  test('networks of other sizes are a group of their own; one that fails leaves the others', { timeout }, async () => {
    const wild = { vary: ['populations.hidden.size=10,5,10', 'projections.w1.set.eta=0.2,0.2,1e38'], epochs: 1 }
    const { digests, outcomes, notes, state } = await run('webgpu', wild)
    expect(notes).toEqual(['3 replicas in 2 groups, one after the other'])
    expect(state).toBe('failed')
    expect(outcomes.map(o => o?.state)).toEqual(['done', 'done', 'failed'])
    if (isExact()) expect(digests).toEqual((await run('wasm', wild)).digests)
  })
})

describeGpu('auto', open => {
  const many = tiny({ lanes: 32, dataset: { name: 'digits', train: 32, test: 2 } })

  test('takes a card and not an emulated one', async () => {
    const { backend, reason } = await chooseBackend('auto', { lanes: 64 })
    expect(backend.name).toBe(open().software ? 'wasm' : 'webgpu')
    if (open().software) expect(reason).toMatch(/; not webgpu: its only adapter is .*\(software\)$/)
    backend.close()
  })

  test('goes on on wasm where the card is lost', { timeout }, async () => {
    const expected = await startReplicas(many, { out: temporaryFolder(), replicas: 2, backend: 'wasm' })
    // A device of its own; taken for a card, even where it is emulated.
    const gpu = await nodeGpu()
    provideBackend('webgpu', async () => webgpuBackend({ gpu: { ...gpu, software: false }, width: 16 }))
    let batches = 0
    const { hooks, notes } = told()
    const lose = () => {
      if (++batches === 2) gpu.device.destroy()
      return false
    }
    const result = await startReplicas(many, { out: temporaryFolder(), replicas: 2 }, { ...hooks, stop: lose })
    expect(notes).toEqual(['the back end webgpu failed: the GPU back end was closed'])
    const reason = 'the fastest for 2 replicas of 32 lanes; not webgpu: the GPU back end was closed'
    expect(result.set.manifest).toMatchObject({ state: 'done', backend: 'wasm', reason })
    const ends = ({ outcomes }: typeof result) => outcomes.map(o => (o?.state === 'done' ? o.last!.digest : o))
    if (gpu.software) expect(ends(result)).toEqual(ends(expected))
  })
})
