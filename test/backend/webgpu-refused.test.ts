import { afterEach, expect, test, vi } from 'vitest'
import type { Backend } from '../../src/backend/backend.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { openWebgpu, requestGpu, selfTest, webgpuBackend } from '../../src/backend/webgpu.ts'
import { nodeGpu } from '../../src/node/gpu.ts'
import type { Kernel } from '../../src/plan/plan.ts'
import { column, ticking, writer } from './plans.ts'
import { describeGpu } from './webgpu-here.ts'

/** js, but element 3 of one column comes back changed. */
const wrong = (name: string, by: number): Backend => ({
  ...jsBackend(),
  load: async plan => {
    const machine = await jsBackend().load(plan)
    const save = async () => {
      const saved = await machine.save()
      const column = saved[name] as Float32Array
      column[3] += by
      return saved
    }
    return { ...machine, save }
  },
})

test('a back end that computes wrongly is refused by name', async () => {
  await selfTest(jsBackend(), { exact: true })
  await expect(selfTest(wrong('column:hash', 1))).rejects.toThrow(/element 3 of column hash after tick 1/)
  await expect(selfTest(wrong('column:v', 0.01))).rejects.toThrow(/element 3 of column v/)
  await selfTest(wrong('column:v', 1e-7))
  await expect(selfTest(wrong('column:v', 1e-7), { exact: true })).rejects.toThrow(/column v/)
})

test('where WebGPU or an adapter is missing, a sentence says so', async () => {
  await expect(requestGpu(undefined)).rejects.toThrow(/WebGPU is not available/)
  const none = { requestAdapter: async () => null } as unknown as GPU
  await expect(requestGpu(none)).rejects.toThrow(/no adapter/)
})

const one = (more: object = {}) => {
  const w = writer()
  const tick: Kernel[] = [
    {
      verb: 'step',
      name: 's',
      units: 5,
      body: [{ do: 'store', column: 'v', value: w.op('add', w.load('v'), w.f(1)) }],
    },
  ]
  return ticking(tick, { columns: [column('v', 5)], ...more })
}

describeGpu('webgpu in trouble', open => {
  afterEach(() => vi.restoreAllMocks())

  test('passes its self-test', async () => {
    expect((await openWebgpu(open())).device).toMatch(/\w/)
  })

  test('a network that is larger than the buffers of the adapter', async () => {
    const backend = webgpuBackend({ gpu: open() })
    const columns = [column('v', 2 ** 28, { slots: 2 })]
    await expect(backend.load(one({ columns }))).rejects.toThrow(/needs a buffer of 2148 MB, the adapter allows \d+ MB/)
    await expect(backend.load(one({ lanes: 70_000 }))).rejects.toThrow(/lanes/)
  })

  test('a population that is larger than the memory of a workgroup', async () => {
    const w = writer()
    const units = 1 << 20
    const body = [{ do: 'raise' as const, event: 'e', value: w.op('gt', w.load('v'), w.f(0)) }]
    const kernels: Kernel[] = [{ verb: 'step', name: 's', units, body }]
    const plan = ticking(kernels, { columns: [column('v', units)], lists: [{ name: 'e', units, slots: 1 }] })
    const backend = webgpuBackend({ gpu: open() })
    await expect(backend.load(plan)).rejects.toThrow(/bytes of workgroup memory, the adapter allows/)
  })

  test('out of memory', async () => {
    const gpu = open()
    const full = { constructor: { name: 'GPUOutOfMemoryError' }, message: '' } as unknown as GPUError
    vi.spyOn(gpu.device, 'popErrorScope').mockResolvedValueOnce(null).mockResolvedValueOnce(full)
    await expect(webgpuBackend({ gpu }).load(one())).rejects.toThrow(/the GPU is out of memory: use fewer lanes/)
  })

  test('a lost device ends the run with one sentence, wherever it is noticed', async () => {
    const gpu = await nodeGpu()
    const backend = webgpuBackend({ gpu })
    const machine = await backend.load(one())
    machine.advance('run', [3])
    gpu.device.destroy()
    await gpu.device.lost
    await expect(machine.drain()).rejects.toThrow(/closed|lost/)
    expect(() => machine.advance('run', [1])).toThrow(/closed|lost/)
    await expect(machine.read('v')).rejects.toThrow(/closed|lost/)
    await expect(backend.load(one())).rejects.toThrow(/closed|lost/)
  })
})
