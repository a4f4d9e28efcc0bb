/** The reference itself, against numbers worked out by hand. */
import { describe, expect, test } from 'vitest'
import { jsBackend } from '../../src/backend/js.ts'
import type { Kernel, Plan } from '../../src/plan/plan.ts'
import { column, dense, list, numbers, shared, ticking, writer } from './plans.ts'

const f = Math.fround

const readAfter = async (plan: Plan, ticks: number, name: string) => {
  const machine = await jsBackend().load(plan)
  machine.advance('run', Array(plan.lanes).fill(ticks))
  return [...(await machine.read(name))]
}

describe('carry', () => {
  const layout = dense('p', 3, 2)
  const w = shared('w', layout.size, {
    role: 'weight',
    layout: 'p',
    initial: [0.1, 0.2, ...Array(14).fill(9), 0.3, 0.4, ...Array(14).fill(9), 0.5, 0.6, ...Array(14).fill(9)],
  })
  const replay: Kernel = { verb: 'replay', event: 'spike', start: 'start', entries: 'entries', ticks: 1 }
  const carry: Kernel = {
    verb: 'carry',
    projection: 'p',
    layout: 'p',
    weights: 'w',
    event: 'spike',
    lag: 0,
    port: 'port',
  }
  const events = (entries: number[]) => [
    shared('start', 2, { type: 'i32', initial: [0, entries.length] }),
    shared('entries', entries.length, { type: 'i32', initial: entries }),
  ]
  test('adds rows in rising order, as often as they count', async () => {
    const plan = ticking([replay, carry], {
      columns: [w, column('port', 2, { initial: 1 }), ...events([0, 2 | (2 << 24)])],
      layouts: [layout],
      lists: [list('spike', 3)],
    })
    const sum = (a: number, b: number) => [a, b, b, b].reduce((total, x) => f(total + f(x)), 1)
    expect(await readAfter(plan, 1, 'port')).toEqual([sum(0.1, 0.5), sum(0.2, 0.6)])
  })
  test('transposed, receivers are the rows', async () => {
    const plan = ticking([replay, { ...carry, transposed: true }], {
      columns: [w, column('port', 3), ...events([1])],
      layouts: [layout],
      lists: [list('spike', 2)],
    })
    expect(await readAfter(plan, 1, 'port')).toEqual([f(0.2), f(0.4), f(0.6)])
  })
})

describe('fold', () => {
  const folded = async (kernel: Partial<Kernel>, size: number, into: number) => {
    const w = writer()
    const values = numbers(size, 11)
    const tick = [
      {
        verb: 'fold',
        fold: 'sum',
        axis: 'all',
        units: size,
        members: size,
        value: w.load('x'),
        into: 'y',
        ...kernel,
      } as Kernel,
    ]
    const plan = ticking(tick, { columns: [column('x', size, { initial: values }), column('y', into)] })
    return { values, got: await readAfter(plan, 1, 'y') }
  }
  test('sums in 16 interleaved parts, then halves them', async () => {
    const { values, got } = await folded({}, 37, 1)
    const part = Array(16).fill(0)
    values.forEach((v, i) => {
      part[i % 16] = f(part[i % 16] + v)
    })
    for (const half of [8, 4, 2, 1]) for (let j = 0; j < half; j++) part[j] = f(part[j] + part[j + half])
    expect(got).toEqual([part[0]])
  })
  test('gives each unit the index of the largest of its group', async () => {
    const { values, got } = await folded({ fold: 'argmax', axis: 'group', members: 4 } as Partial<Kernel>, 12, 12)
    const expected = [0, 1, 2].flatMap(g => {
      const group = [...values.slice(4 * g, 4 * g + 4)]
      return Array(4).fill(group.indexOf(Math.max(...group)))
    })
    expect(got).toEqual(expected)
  })
})

test('a store in a guard keeps the stores before it; loads mean the value before the kernel', async () => {
  const w = writer()
  const x = w.load('x')
  const body = [
    { do: 'store' as const, column: 'x', value: w.op('add', x, w.f(10)) },
    {
      do: 'when' as const,
      test: w.op('gt', x, w.f(1)),
      body: [{ do: 'store' as const, column: 'x', value: w.op('mul', x, w.f(2)) }],
    },
    { do: 'store' as const, column: 'y', value: x },
  ]
  const plan = ticking([{ verb: 'step', name: 's', units: 3, body }], {
    columns: [column('x', 3, { initial: [0, 1, 2] }), column('y', 3)],
  })
  expect(await readAfter(plan, 1, 'x')).toEqual([10, 11, 4])
  expect(await readAfter(plan, 1, 'y')).toEqual([0, 1, 2])
})

test('rings: lag 0 is the newest slot; taps sum in rising lag', async () => {
  const w = writer()
  const tick = w.op('toF32', w.clock('tick'))
  const taps = w.g.leaf('f32', { read: 'taps', column: 'r', at: 'unit', lag: 1, table: [100, 10, 1] })
  const plan = ticking(
    [
      { verb: 'turn', column: 'r', zero: true },
      {
        verb: 'step',
        name: 's',
        units: 1,
        body: [
          { do: 'store', column: 'r', value: tick },
          { do: 'store', column: 'y', value: taps },
          { do: 'store', column: 'z', value: w.load('r', 'unit', { lag: 2 }) },
        ],
      },
    ],
    { columns: [column('r', 1, { slots: 4 }), column('y', 1), column('z', 1)] },
  )
  expect(await readAfter(plan, 7, 'r')).toEqual([6])
  expect(await readAfter(plan, 7, 'y')).toEqual([543])
  expect(await readAfter(plan, 7, 'z')).toEqual([4])
})

test('clocks: from the first tick of a phase to its last, where they stand', async () => {
  const w = writer()
  const seen = ['tick', 'time', 'left'].map(name => ({ do: 'store' as const, column: name, value: w.clock(name) }))
  const kernel: Kernel = { verb: 'step', name: 's', units: 1, body: seen }
  const columns = ['tick', 'time', 'left'].map(name => column(name, 1, { type: 'i32' }))
  const log: Kernel[] = ['tick', 'time', 'left'].map(name => ({ verb: 'log', probe: name, column: name, every: 1 }))
  const part = [kernel, ...log]
  const machine = await jsBackend().load({
    ...ticking([], { columns }),
    programs: { run: { begin: part, tick: part, end: part } },
  })
  machine.clock(0, { tick: 0 })
  machine.advance('run', [2])
  machine.advance('run', [3])
  const logged = await machine.drain()
  expect([...logged.tick.values[0]]).toEqual([0, 0, 1, 1, 2, 2, 3, 4, 4])
  expect([...logged.time.values[0]]).toEqual([0, 0, 1, 1, 0, 0, 1, 2, 2])
  expect([...logged.left.values[0]]).toEqual([1, 1, 0, 0, 2, 2, 1, 0, 0])
})

test('learn over lanes: the sum of each lane’s term is applied once', async () => {
  const w = writer()
  const layout = dense('p', 1, 1)
  const term = w.op('mul', w.load('x', 'pre'), w.load('y', 'post'))
  const kernel: Kernel = {
    verb: 'learn',
    projection: 'p',
    layout: 'p',
    lanes: [term],
    body: [{ do: 'store', column: 'w', value: w.op('sub', w.load('w', 'synapse'), w.load('#lanes.0', 'synapse')) }],
  }
  const columns = [
    shared('w', layout.size, { role: 'weight', layout: 'p', initial: 1 }),
    column('x', 1),
    column('y', 1, { initial: 0.5 }),
  ]
  const machine = await jsBackend().load(ticking([kernel], { lanes: 3, columns, layouts: [layout] }))
  ;[1, 2, 4].forEach((x, lane) => {
    machine.write('x', [x], lane)
  })
  machine.advance('run', [1, 2, 1])
  expect((await machine.read('w'))[0]).toBe(1 - 0.5 * (1 + 2 + 4) - 0.5 * 2)
})
