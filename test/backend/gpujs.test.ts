/** gpujs in Node: on gpu.js's own JavaScript and WebAssembly. Both round as js does, so the outcomes are equal to the bit. */
import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { type GpujsMode, gpujsBackend } from '../../src/backend/gpujs.ts'
import { jsBackend } from '../../src/backend/js.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { compare, outcome, sameBits } from './compare.ts'
import { conform } from './conformance.ts'
import { runNetwork } from './gpujs-network.ts'
import { column, list, ticking, writer } from './plans.ts'

const modes: GpujsMode[] = ['cpu', 'webasm']

for (const mode of modes)
  describe(mode, () => {
    conform(() => gpujsBackend({ mode }), {
      nan: false,
      subnormals: false,
      runs: 10,
      lanes: [1, 3], // lanes run one after another: more of them are nothing new
    })
    test('784-20-10 learns as on js', async () => {
      const backend = await gpujsBackend({ mode })
      expect(backend.device).toBe(`gpu.js on ${mode}, one thread`)
      const { events, learned, ...rest } = await runNetwork(jsBackend(), backend)
      expect(rest).toEqual({ tick: { relative: 0, where: '' }, run: { relative: 0, where: '' }, sameEvents: true })
      expect(events).toBeGreaterThan(300)
      expect(learned).toBe(true)
    })
  })

describe('which of gpu.js’s back ends runs', () => {
  test('auto takes the first that is there, and says why it is no faster one', async () => {
    const { name, device } = await gpujsBackend()
    expect(name).toBe('gpujs')
    expect(device).toBe('gpu.js on webasm, one thread; webgl2 is not present here; webgl is not present here')
  })
  test('one that is not there is refused', async () => {
    await expect(gpujsBackend({ mode: 'webgl2' })).rejects.toThrow(
      'gpu.js cannot run on webgl2: webgl2 is not present here',
    )
  })
  test('another one than was asked for is an error, with gpu.js’s reason', async () => {
    const kernel = { constructor: { mode: 'cpu' }, fallbackReason: 'the argument is a cat' }
    class GPU {
      static isWebAssemblySupported = true
      createKernel = () => Object.assign((values: Float32Array) => values, { kernel })
      destroy = async () => {}
    }
    vi.doMock('gpu.js', () => ({ GPU }))
    await expect(gpujsBackend({ mode: 'webasm' })).rejects.toThrow(/on cpu and not on webasm: the argument is a cat/)
    vi.doUnmock('gpu.js')
  })
  test('one that computes wrongly is refused', async () => {
    const kernel = { constructor: { mode: 'cpu' }, fallbackReason: null }
    class GPU {
      createKernel = () => Object.assign((values: Float32Array) => values.map(x => x * 1.001), { kernel })
      destroy = async () => {}
    }
    vi.doMock('gpu.js', () => ({ GPU }))
    await expect(gpujsBackend({ mode: 'cpu' })).rejects.toThrow(/computes wrongly: expected .* in its self-test/)
    vi.doUnmock('gpu.js')
  })
})

/** Counts on from a number, a tick a time. */
const counting = (from: number): Plan => {
  const w = writer()
  const value = w.op('iadd', w.load('n', 'unit', { type: 'i32' }), w.i(1))
  return ticking([{ verb: 'step', name: 's', units: 3, body: [{ do: 'store', column: 'n', value }] }], {
    columns: [column('n', 3, { type: 'i32', initial: from })],
  })
}

test('a whole number that grows beyond what a float holds is an error, not another number', async () => {
  const backend = await gpujsBackend({ mode: 'cpu' })
  const below = { name: '', plan: counting(2 ** 24 - 5), ticks: 3 }
  compare(below, await outcome(jsBackend(), below), await outcome(backend, below), sameBits)
  await expect(outcome(backend, { ...below, ticks: 9 })).rejects.toThrow(/n\[0\] is 16777216: .* below 2\^24/)
})

test('names of the user stay out of the text that gpu.js compiles', async () => {
  const evil = "x'];globalThis.broken = 1;//`${"
  const w = writer()
  const value = w.op('add', w.load(evil), w.f(0.1))
  const body = [
    { do: 'store' as const, column: evil, value },
    { do: 'raise' as const, event: evil, value: w.op('gt', value, w.f(0.25)) },
  ]
  const plan = ticking(
    [
      { verb: 'step', name: evil, units: 3, body },
      { verb: 'log', probe: evil, event: evil, every: 1 },
    ],
    { name: evil, columns: [column(evil, 3)], lists: [list(evil, 3)] },
  )
  const { logged } = await outcome(await gpujsBackend({ mode: 'cpu' }), { name: '', plan, ticks: 4 })
  expect([...logged[evil].counts[0]]).toEqual([0, 0, 3, 3])
  expect(Object.hasOwn(globalThis, 'broken')).toBe(false)
})

test('gpu.js brings neither its native gl nor its old webgpu', () => {
  const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'))
  const packages = lock.packages as Record<string, { version: string; os?: string[]; optional?: boolean }>
  const gl = packages['node_modules/gl']
  expect(gl.os).toEqual(['aix']) // stands for nothing on every other system: npm leaves it out
  expect(gl.optional).toBe(true)
  const webgpus = Object.entries(packages).filter(([path]) => path.endsWith('node_modules/webgpu'))
  expect(webgpus.map(([path]) => path)).toEqual(['node_modules/webgpu'])
  expect(webgpus[0][1].version).not.toBe('0.2.9')
})
