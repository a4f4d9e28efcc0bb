import { beforeAll, expect, test } from 'vitest'
import { jsBackend } from '../../src/backend/js.ts'
import { type WebgpuBackend, webgpuBackend, wgslText } from '../../src/backend/webgpu.ts'
import { withInitialValues } from '../../src/sim/network.ts'
import { lengthsOf, ofOneSize, phasesOf, plannedDendrites, presentations, show } from './webgpu-dendrites.ts'
import { describeGpu } from './webgpu-here.ts'

const columnsOf = (saved: Record<string, ArrayBufferView>) =>
  Object.fromEntries(Object.entries(saved).map(([name, view]) => [name, Array.from(view as Float32Array)]))

describeGpu('a network of dendrites on webgpu', open => {
  let fused: WebgpuBackend
  beforeAll(() => {
    fused = webgpuBackend({ gpu: open() })
  })

  // 2 x 2 x 40 ticks of two images, and 2 x 150 silent ones; a third lane ends six ticks early.
  for (const lanes of [1, 3])
    for (const form of ['fused', 'plain'] as const)
      test(`equals js to the bit, ${lanes} lanes, ${form}`, async () => {
        const expected = await presentations(jsBackend(), lanes, 40, 150)
        const got = await presentations(webgpuBackend({ gpu: open(), form }), lanes, 40, 150)
        expect(got.logged).toEqual(expected.logged)
        expect(columnsOf(got.saved)).toEqual(columnsOf(expected.saved))
        expect(expected.logged['hidden.spike'].entries[0].length).toBeGreaterThan(20)
      })

  test('steps of one size equal js to the bit, 4 lanes', async () => {
    const expected = await presentations(jsBackend(), 4, 25, 15, ofOneSize)
    const got = await presentations(fused, 4, 25, 15, ofOneSize)
    expect(got.logged).toEqual(expected.logged)
    expect(columnsOf(got.saved)).toEqual(columnsOf(expected.saved))
  })

  test.each(['as published', 'of one size'])('more lanes than bits of a word, steps %s: equal to js', async steps => {
    const layers = steps === 'of one size' ? ofOneSize : undefined
    const expected = await presentations(jsBackend(), 40, 25, 22, layers)
    const got = await presentations(fused, 40, 25, 22, layers)
    expect(columnsOf(got.saved)).toEqual(columnsOf(expected.saved))
  })

  test('does not depend on the width of a workgroup', async () => {
    const narrow = await presentations(webgpuBackend({ gpu: open(), width: 4 }), 1, 20, 5)
    const wide = await presentations(webgpuBackend({ gpu: open(), width: 256 }), 1, 20, 5)
    expect(columnsOf(narrow.saved)).toEqual(columnsOf(wide.saved))
    expect(narrow.logged).toEqual(wide.logged)
  })

  test('each replica equals the same network alone', async () => {
    const lanes = 2
    const planned = plannedDendrites(lanes)
    const plans = [0, 1, 2].map(replica => withInitialValues(planned, 7, replica))
    const together = await fused.loadReplicas(plans[0], plans.length, replica => plans[replica])
    const alone = await Promise.all(plans.map(plan => fused.load(plan)))
    const { phases, end } = phasesOf(planned)
    const lengths = plans.map((_, replica) => lengthsOf(lanes, 25 + replica))
    plans.forEach((_, replica) => {
      const drive = {
        write: (column: string, values: ArrayLike<number>, lane?: number) =>
          together.write(column, values, replica, lane),
        clock: (lane: number, given: object) => together.clock(replica, lane, given),
      }
      show(drive, lanes, replica)
      show(alone[replica], lanes, replica)
    })
    for (const phase of phases) {
      together.advance(phase, lengths.flat())
      alone.forEach((machine, replica) => {
        machine.advance(phase, lengths[replica])
      })
    }
    together.fire(end)
    for (const machine of alone) machine.fire(end)
    const logged = await together.drain()
    for (const [replica, machine] of alone.entries()) {
      expect(logged[replica]).toEqual(await machine.drain())
      expect(columnsOf(await together.save(replica))).toEqual(columnsOf(await machine.save()))
    }
    expect(columnsOf(await together.save(0))).not.toEqual(columnsOf(await together.save(1)))
  })

  test('a phase that crosses no lanes is one dispatch, and the plain form has one a kernel', () => {
    const { plan } = plannedDendrites(3)
    const count = (text: string) => text.match(/@compute/g)!.length
    expect(wgslText(plan, 'train.0.target')).toMatch(/all ticks: 1 workgroups for each lane/)
    const plain = count(wgslText(plan, 'train.0.target', { form: 'plain' }))
    const { begin, tick, end } = plan.programs['train.0.target']
    const idle = [...begin, ...tick, ...end].filter(k => k.verb === 'turn' && !k.zero).length
    expect(plain).toBe(begin.length + tick.length + end.length - idle)
    expect(count(wgslText(plan, 'train.0.target'))).toBe(1)
    expect(() => wgslText(plan, 'nothing')).toThrow(/no program 'nothing'/)
  })
})
