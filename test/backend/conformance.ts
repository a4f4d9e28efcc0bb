/** What every back end must do: the same as js at precision 32, kernel by kernel. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Backend } from '../../src/backend/backend.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { routines } from '../../src/backend/routines.ts'
import type { Node } from '../../src/lang/node.ts'
import { type OpName, ops } from '../../src/lang/ops.ts'
import type { Kernel } from '../../src/plan/plan.ts'
import * as synapses from './cases-synapses.ts'
import * as units from './cases-units.ts'
import { functionCases, poissonCases, primitiveCases, type ValueOptions } from './cases-values.ts'
import { type Case, compare, outcome, type Same, sameBits } from './compare.ts'
import { column, dense, list, numbers, shared, ticking, writer } from './plans.ts'

export interface ConformOptions extends Partial<ValueOptions> {
  /** How outcomes are compared; default: to the last bit. */
  same?: Same
  /** Leaves cases out by name, where a back end cannot do something by contract. */
  skip?: (name: string) => boolean
  /** Numbers of lanes that synapse kernels are tried with; 9 is more than a block of any product over lanes. */
  lanes?: readonly number[]
  /** Random plans tried. */
  runs?: number
}

/** Declares the tests of a back end. `open` is called once, before the first. */
export const conform = (open: () => Backend | Promise<Backend>, options: ConformOptions = {}): void => {
  const {
    same = sameBits,
    skip = () => false,
    nan = true,
    subnormals = true,
    lanes: tried = [1, 3, 9],
    runs = 60,
  } = options
  let backend: Backend
  const reference = jsBackend()
  beforeAll(async () => {
    backend = await open()
  })
  afterAll(() => backend?.close())
  const agree = async (c: Case) => compare(c, await outcome(reference, c), await outcome(backend, c), same)
  const all = (cases: Case[]) => {
    for (const c of cases) test.skipIf(skip(c.name))(c.name, () => agree(c))
  }

  describe('values', () => all([...primitiveCases({ nan, subnormals }), ...functionCases(), ...poissonCases()]))
  describe('units', () =>
    all([
      ...[1, 3].flatMap(lanes => [17, 70, 500, 5000].map(size => units.longCase(lanes, size))),
      ...units.lanesAndSizes.flatMap(([l, n]) => [units.stepCase(l, n), units.activeCase(l, n), units.ringsCase(l, n)]),
      ...[1, 3].flatMap(lanes => [units.longLogCase(lanes), units.programCase(lanes)]),
    ]))
  describe('synapses', () =>
    all(
      tried.flatMap(lanes =>
        synapses.shapes.flatMap(shape => [
          ...synapses.carryCases(lanes, shape),
          ...synapses.gradedCases(lanes, shape),
          ...synapses.learnCases(lanes, shape),
          ...synapses.foldSynapsesCases(lanes, shape),
        ]),
      ),
    ))
  describe('reductions', () => all([1, 3].flatMap(l => [...synapses.foldCases(l), ...synapses.foldLanesCases(l)])))

  test('a routine reads and writes columns of all lanes', () => agree(routineCase()))
  test(
    'random expressions',
    () => fc.assert(fc.asyncProperty(expressionCase(), agree), { numRuns: runs, seed: 7 }),
    60_000,
  )

  describe('a network that is saved and goes on elsewhere', () => {
    const c = networkCase()
    const halfway = async (from: Backend, to: Backend) => {
      const first = await from.load(c.plan)
      first.advance('run', [5, 8])
      const saved = await first.save()
      const second = await to.load(c.plan)
      second.restore(saved)
      second.advance('run', [6, 4])
      return { saved: (await second.save()) as never, logged: await second.drain() }
    }
    const through = async () => {
      const machine = await reference.load(c.plan)
      machine.advance('run', [5, 8])
      await machine.drain()
      machine.advance('run', [6, 4])
      return { saved: (await machine.save()) as never, logged: await machine.drain() }
    }
    test('in the same back end', async () => compare(c, await through(), await halfway(backend, backend), same))
    test('from js', async () => compare(c, await through(), await halfway(reference, backend), same))
    test('to js', async () => compare(c, await through(), await halfway(backend, reference), same))
    test('a saved network of another shape is refused', async () => {
      const machine = await backend.load(c.plan)
      const saved = await machine.save()
      expect(() => machine.restore({ ...saved, 'column:v': new Float32Array(3) })).toThrow(/column:v/)
      const { clocks: _, ...rest } = saved
      expect(() => machine.restore(rest)).toThrow(/clocks/)
    })
  })

  test('write, read and clear', async () => {
    const machine = await backend.load(networkCase().plan)
    machine.write('v', Array(33).fill(0.25), 1)
    expect([...(await machine.read('v', 1))]).toEqual(Array(33).fill(0.25))
    expect([...(await machine.read('v', 0))]).toEqual([...numbers(33, 2, 0, 0.5)])
    expect(() => machine.write('v', [1, 2])).toThrow(RangeError)
    machine.write('w', numbers(33 * 48, 77))
    machine.clear()
    expect([...(await machine.read('v', 1))]).toEqual([...numbers(33, 2, 0, 0.5)])
    expect([...(await machine.read('w'))]).toEqual([...numbers(33 * 48, 77)])
  })
}

/** Two lanes of a recurrent network that learns: everything at once. */
const networkCase = (): Case => {
  const w = writer()
  const size = 33
  const layout = dense('p', size, size)
  const leaky = w.op('flush', w.op('add', w.op('mul', w.load('v'), w.f(0.9)), w.op('mul', w.load('port'), w.f(0.2))))
  const next = w.op('add', leaky, w.load('drive'))
  const spike = w.op('gt', next, w.f(0.7))
  const trace = w.op(
    'add',
    w.op('mul', w.load('trace', 'unit', { lag: 1 }), w.f(0.8)),
    w.op('select', spike, w.f(1), w.f(0)),
  )
  const tick: Kernel[] = [
    { verb: 'turn', column: 'port', zero: true },
    { verb: 'carry', projection: 'p', layout: 'p', weights: 'w', event: 'spike', lag: 1, port: 'port' },
    { verb: 'turn', column: 'trace', zero: false },
    {
      verb: 'step',
      name: 'n',
      units: size,
      body: [
        { do: 'store', column: 'v', value: w.op('select', spike, w.f(0), next) },
        { do: 'store', column: 'trace', value: trace },
        { do: 'raise', event: 'spike', value: spike },
      ],
    },
    {
      verb: 'learn',
      projection: 'p',
      layout: 'p',
      lanes: [w.op('mul', w.load('trace', 'pre'), w.load('v', 'post'))],
      body: [
        {
          do: 'store',
          column: 'w',
          value: w.op('add', w.load('w', 'synapse'), w.op('mul', w.load('#lanes.0', 'synapse'), w.f(0.001))),
        },
      ],
    },
    { verb: 'log', probe: 'spikes', event: 'spike', every: 1 },
    { verb: 'log', probe: 'v', column: 'v', every: 3 },
  ]
  const columns = [
    column('v', size, { initial: numbers(size, 2, 0, 0.5) }),
    column('port', size, { slots: 4, role: 'port' }),
    column('trace', size, { slots: 2, role: 'trace' }),
    column('drive', size, { initial: numbers(size, 3, 0, 0.2) }),
    shared('w', layout.size, { role: 'weight', layout: 'p', initial: numbers(layout.size, 4) }),
  ]
  return {
    name: 'network',
    plan: ticking(tick, { lanes: 2, columns, layouts: [layout], lists: [list('spike', size, 4)] }),
  }
}

const routineCase = (): Case => {
  routines['test-centre'] = ([x], [y], { scale }, lanes) => {
    const size = x.length / lanes
    for (let u = 0; u < size; u++) {
      let mean = 0
      for (let lane = 0; lane < lanes; lane++) mean += x[lane * size + u] / lanes
      for (let lane = 0; lane < lanes; lane++) y[lane * size + u] += scale * (x[lane * size + u] - mean)
    }
  }
  const w = writer()
  const tick: Kernel[] = [
    {
      verb: 'step',
      name: 'x',
      units: 5,
      body: [{ do: 'store', column: 'x', value: w.op('add', w.load('x'), w.op('toF32', w.index('lane'))) }],
    },
    { verb: 'routine', name: 'test-centre', reads: ['x'], writes: ['y'], params: { scale: 0.3 } },
  ]
  const columns = [column('x', 5, { initial: numbers(5, 1) }), column('y', 5, { initial: 1 })]
  return { name: 'routine', plan: ticking(tick, { lanes: 3, columns }) }
}

/** Random graphs over four columns: two of floats, two of whole numbers; their last nodes are stored, in and out of a guard. */
const expressionCase = (): fc.Arbitrary<Case> =>
  fc
    .record({
      picks: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()), { minLength: 3, maxLength: 40 }),
      size: fc.constantFrom(1, 3, 6, 16, 37),
      seed: fc.nat(1000),
    })
    .map(({ picks, size, seed }) => {
      const w = writer()
      const nodes: Node[] = [
        w.load('a'),
        w.load('b'),
        w.load('i', 'unit', { type: 'i32' }),
        w.load('j', 'unit', { type: 'i32' }),
        w.op('gt', w.load('a'), w.f(0)),
        w.f(0.75),
        w.i(3),
        w.index('unit'),
        w.clock('tick'),
      ]
      for (const pick of picks) nodes.push(randomNode(w, nodes, pick))
      const last = (type: string) => nodes.filter(n => n.type === type).slice(-3)
      const stores = (type: 'f32' | 'i32', columns: string[]) =>
        last(type).map((value, k) => ({
          do: 'store' as const,
          column: columns[k],
          value: type === 'f32' ? w.op('flush', value) : value,
        }))
      const body = [
        ...stores('f32', ['x', 'a', 'y']),
        {
          do: 'when' as const,
          test: last('bool')[0],
          body: [...stores('i32', ['i', 'k', 'j']), ...stores('f32', ['b', 'y', 'x'])],
        },
        { do: 'raise' as const, event: 'e', value: last('i32').at(-1)! },
      ]
      const floats = ['a', 'b', 'x', 'y'].map((n, k) => column(n, size, { initial: numbers(size, seed + k, -3, 3) }))
      const whole = ['i', 'j', 'k'].map((n, k) =>
        column(n, size, { type: 'i32', initial: [...numbers(size, seed + k, -100, 100)].map(Math.trunc) }),
      )
      return {
        name: 'expression',
        plan: ticking([{ verb: 'step', name: 'r', units: size, body }], {
          columns: [...floats, ...whole],
          lists: [list('e', size)],
        }),
        ticks: 2,
      }
    })

/** Operations whose result is a finite number for finite arguments, or close enough to it that NaN stays rare. */
const names = (Object.keys(ops) as OpName[]).filter(name => !['sqrt', 'div', 'asF32'].includes(name))

const randomNode = (w: ReturnType<typeof writer>, nodes: Node[], [which, ...picks]: number[]): Node => {
  const name = names[which % names.length]
  const any = (['f32', 'i32', 'bool'] as const)[which % 3]
  const pick = (type: string, k: number) => {
    const fitting = nodes.filter(n => n.type === type)
    return fitting[picks[k] % fitting.length]
  }
  const args = ops[name].args.map((type, k) =>
    /sh[lr]$/.test(name) && k === 1 ? w.i(picks[k] % 32) : pick(type === 'T' ? any : type, k),
  )
  return w.op(name, ...args)
}
