/** The kernels over units. */
import * as derived from '../../src/lang/derived.ts'
import type { Node } from '../../src/lang/node.ts'
import type { Kernel } from '../../src/plan/plan.ts'
import type { Case } from './compare.ts'
import { column, cycle, list, numbers, plan, program, random, shared, ticking, writer } from './plans.ts'

export const lanesAndSizes: [lanes: number, size: number][] = [1, 3].flatMap(lanes =>
  [1, 3, 5, 17, 500].map((size): [number, number] => [lanes, size]),
)

const label = (what: string, lanes: number, size: number) => `${what}, ${lanes} lanes, ${size} units`

/** A column with other values in each lane. */
const fillLanes =
  (name: string, size: number, lanes: number, low = -1, high = 1) =>
  (machine: { write: (c: string, v: ArrayLike<number>, lane: number) => void }) => {
    for (let lane = 0; lane < lanes; lane++) machine.write(name, numbers(size, 100 * lane + size, low, high), lane)
  }

const lengthsOf = (lanes: number) => cycle([7, 4, 9], lanes)

/** Stores, guards, rings, clocks, counts, and a column that is read after it is stored. */
export const stepCase = (lanes: number, size: number): Case => {
  const w = writer()
  const v = w.load('v')
  const next = w.op('flush', w.op('add', w.op('mul', v, w.f(0.75)), w.load('drive')))
  const fires = w.op('gt', next, w.f(0.6))
  const old = w.load('past', 'unit', { lag: 3 })
  const taps = w.g.leaf('f32', { read: 'taps', column: 'past', at: 'unit', lag: 1, table: [0.5, 0.3, 0.7] })
  const time = w.op('toF32', w.op('iadd', w.clock('time'), w.op('imul', w.clock('left'), w.i(100))))
  const tick = w.op('toF32', w.op('ixor', w.clock('tick'), w.op('iadd', w.clock('presentation'), w.index('lane'))))
  const count = w.op('toI32', w.op('mul', w.load('drive'), w.f(400)))
  const body: Extract<Kernel, { verb: 'step' }>['body'] = [
    { do: 'store', column: 'v', value: next },
    { do: 'store', column: 'past', value: w.op('sub', v, old) },
    {
      do: 'store',
      column: 'sum',
      value: w.op('add', taps, w.op('add', w.load('bias', 'fixed', { index: 1 }), w.load('scale'))),
    },
    { do: 'store', column: 'clocks', value: w.op('add', time, w.op('mul', tick, w.clock('epoch'))) },
    { do: 'store', column: 'whole', value: w.op('iadd', w.load('whole', 'unit', { type: 'i32' }), w.index('unit')) },
    {
      do: 'when',
      test: fires,
      body: [
        { do: 'store', column: 'v', value: w.op('mul', v, w.f(-1)) },
        {
          do: 'when',
          test: w.op('lt', w.load('drive'), w.f(0.9)),
          body: [
            { do: 'store', column: 'wait', value: w.op('iadd', w.load('wait', 'unit', { type: 'i32' }), w.i(3)) },
            { do: 'raise', event: 'low', value: w.op('lt', v, w.f(0.2)) },
          ],
        },
      ],
    },
    { do: 'store', column: 'after', value: w.op('add', v, w.op('toF32', w.load('wait', 'unit', { type: 'i32' }))) },
    { do: 'raise', event: 'spike', value: fires },
    { do: 'raise', event: 'count', value: count },
  ]
  const columns = [
    ...['v', 'drive', 'sum', 'clocks', 'after'].map(name => column(name, size)),
    column('past', size, { slots: 8 }),
    column('wait', size, { type: 'i32' }),
    column('whole', size, { type: 'i32', initial: Array.from({ length: size }, (_, i) => i * i) }),
    shared('scale', size, { initial: numbers(size, 8) }),
    shared('bias', 2, { initial: [0.25, -0.75] }),
    shared('scalars', 2, { role: 'scalar', initial: [2, 0.5] }),
  ]
  const kernels: Kernel[] = [
    { verb: 'turn', column: 'past', zero: false },
    { verb: 'step', name: 's', units: size, body },
  ]
  return {
    name: label('step', lanes, size),
    plan: ticking(kernels, {
      lanes,
      columns,
      lists: [list('spike', size, 4), list('count', size, 2), list('low', size)],
    }),
    run: machine => {
      fillLanes('drive', size, lanes)(machine)
      for (let lane = 0; lane < lanes; lane++) machine.clock(lane, { presentation: 5 + lane, tick: 2 * lane })
      machine.advance('run', lengthsOf(lanes))
      machine.advance('run', lengthsOf(lanes).reverse())
    },
  }
}

/** Values of many operations beside others: one of them is stored too, one is needed only where a spike is. */
export const longCase = (lanes: number, size: number): Case => {
  const w = writer()
  const v = w.load('v')
  const waves = (x: Node) => derived.tanh(w.g, w.op('mul', derived.sin(w.g, x), derived.cos(w.g, w.op('add', x, v))))
  const [a, b, c] = [w.load('drive'), w.load('past', 'unit', { lag: 1 }), w.op('toF32', w.clock('tick'))].map(waves)
  const next = w.op('flush', w.op('sub', w.op('mul', a, b), w.op('mul', v, w.f(0.5))))
  const body: Extract<Kernel, { verb: 'step' }>['body'] = [
    { do: 'store', column: 'v', value: next },
    { do: 'store', column: 'past', value: a },
    { do: 'raise', event: 'spike', value: w.op('gt', next, c) },
    { do: 'when', test: w.op('gt', v, w.f(0)), body: [{ do: 'store', column: 'drive', value: waves(b) }] },
  ]
  const kernels: Kernel[] = [
    { verb: 'turn', column: 'past', zero: false },
    { verb: 'step', name: 's', units: size, body },
  ]
  const columns = [column('v', size), column('drive', size), column('past', size, { slots: 4 })]
  return {
    name: label('long step', lanes, size),
    plan: ticking(kernels, { lanes, columns, lists: [list('spike', size)] }),
    run: machine => {
      fillLanes('drive', size, lanes, -3, 3)(machine)
      machine.advance('run', lengthsOf(lanes))
    },
  }
}

/** Only the units whose mean is not 0, with values kept by position. */
export const activeCase = (lanes: number, size: number): Case => {
  const w = writer()
  const mean = w.op('mul', w.load('x'), w.f(0.5))
  const at = (column: string) => w.load(column, 'slot')
  const u = w.op(
    'mul',
    w.op('toF32', w.op('iand', w.op('imul', w.op('iadd', w.index('unit'), w.clock('tick')), w.i(40503)), w.i(1023))),
    w.f(1 / 1024),
  )
  const value = w.op('poisson', at('mean'), u, w.op('sub', w.f(1), at('mean')))
  const gathered = w.op('gt', w.op('add', w.load('x'), at('mean')), w.f(1))
  const kernels: Kernel[] = [
    {
      verb: 'step',
      name: 'a',
      units: size,
      active: { list: 'list', count: 'count' },
      body: [
        { do: 'raise', event: 'spike', value },
        { do: 'raise', event: 'high', value: gathered },
      ],
    },
  ]
  const compact: Kernel = {
    verb: 'compact',
    name: 'c',
    units: size,
    guard: w.op('gt', mean, w.f(0)),
    list: 'list',
    count: 'count',
    hoisted: [{ column: 'mean', value: mean }],
  }
  const columns = [
    column('x', size),
    column('list', size, { type: 'i32' }),
    column('count', 1, { type: 'i32' }),
    column('mean', size),
  ]
  return {
    name: label('compact and active step', lanes, size),
    ignore: ['list', 'mean'], // undefined past the count
    plan: plan({
      lanes,
      columns,
      lists: [list('spike', size, 2), list('high', size)],
      programs: {
        run: program({
          begin: [{ verb: 'fill', column: 'list', value: 0 }, compact],
          tick: [...kernels, keep('spike'), keep('high')],
        }),
      },
    }),
    run: machine => {
      fillLanes('x', size, lanes)(machine)
      machine.advance('run', lengthsOf(lanes))
    },
  }
}

const keep = (event: string): Kernel => ({ verb: 'log', probe: event, event, every: 1 })

/** Turn with and without zero, fill, replay, taps over events, logs of events and columns. */
export const ringsCase = (lanes: number, size: number): Case => {
  const ticks = 6
  const next = random(size)
  const entries: number[] = []
  const start = [0]
  for (let t = 0; t < ticks; t++) {
    for (let u = 0; u < size; u++) if (next() < 0.4) entries.push(u | (Math.floor(next() * 255) << 24))
    start.push(entries.length)
  }
  const w = writer()
  const body = [
    { do: 'store' as const, column: 'ring', value: w.op('add', w.load('mean'), w.op('toF32', w.clock('tick'))) },
  ]
  const tick: Kernel[] = [
    { verb: 'replay', event: 'spike', start: 'start', entries: 'entries', ticks },
    { verb: 'taps', event: 'spike', lag: 1, table: [0.1, 0.7, -0.3], into: 'mean' },
    { verb: 'turn', column: 'ring', zero: false },
    { verb: 'step', name: 'w', units: size, body },
    { verb: 'turn', column: 'zeroed', zero: true },
    { verb: 'fill', column: 'ring', value: 2.5, slot: 2 },
    { verb: 'fill', column: 'whole', value: -3 },
    { verb: 'log', probe: 'spikes', event: 'spike', every: 1 },
    { verb: 'log', probe: 'ring', column: 'ring', every: 2 },
    { verb: 'log', probe: 'whole', column: 'whole', every: 3 },
  ]
  const columns = [
    column('mean', size),
    column('ring', size, { slots: 4, initial: numbers(size, 4) }),
    column('zeroed', size, { slots: 2, initial: 7 }),
    column('whole', size, { type: 'i32', initial: 4 }),
    shared('start', ticks + 1, { type: 'i32', initial: start }),
    shared('entries', Math.max(1, entries.length), { type: 'i32', initial: entries.length ? entries : [0] }),
  ]
  return {
    name: label('rings, replay, taps, logs', lanes, size),
    plan: ticking(tick, { lanes, columns, lists: [list('spike', size, 4)] }),
    run: machine => {
      for (let lane = 0; lane < lanes; lane++) machine.clock(lane, { tick: lane })
      machine.advance('run', lengthsOf(lanes))
      machine.clear()
      machine.advance('run', lengthsOf(lanes))
    },
  }
}

/** More entries and values than a log holds, so that the machine must empty it between ticks. */
export const longLogCase = (lanes: number): Case => {
  const size = 300
  const w = writer()
  const fires = w.op(
    'ige',
    w.op('iand', w.op('iadd', w.index('unit'), w.clock('tick')), w.i(7)),
    w.op('iadd', w.index('lane'), w.i(1)),
  )
  const tick: Kernel[] = [
    {
      verb: 'step',
      name: 's',
      units: size,
      body: [
        { do: 'raise', event: 'spike', value: fires },
        { do: 'store', column: 'x', value: w.op('toF32', w.clock('tick')) },
      ],
    },
    { verb: 'log', probe: 'spikes', event: 'spike', every: 1 },
    { verb: 'log', probe: 'x', column: 'x', every: 2 },
  ]
  return {
    name: `long logs, ${lanes} lanes`,
    plan: ticking(tick, { lanes, columns: [column('x', size)], lists: [list('spike', size)] }),
    run: machine => machine.advance('run', cycle([700, 800, 900], lanes)),
  }
}

/** begin, tick and end, moments, shared state that is written once, lanes of different lengths. */
export const programCase = (lanes: number): Case => {
  const w = writer()
  const count = (column: string): Kernel => ({
    verb: 'step',
    name: column,
    units: 5,
    body: [
      {
        do: 'store',
        column,
        value: w.op(
          'iadd',
          w.op('imul', w.load(column, 'unit', { type: 'i32' }), w.i(3)),
          w.op('iadd', w.clock('tick'), w.clock('left')),
        ),
      },
    ],
  })
  const names = ['begin', 'tick', 'end', 'moment']
  const columns = [...names.map(n => column(n, 5, { type: 'i32' })), shared('all', 5, { type: 'i32', role: 'learned' })]
  return {
    name: `programs, ${lanes} lanes`,
    plan: plan({
      lanes,
      columns,
      programs: {
        run: { begin: [count('begin')], tick: [count('tick'), count('all')], end: [count('end'), count('all')] },
        moment: program({ end: [count('moment')] }),
      },
    }),
    run: machine => {
      for (let lane = 0; lane < lanes; lane++) machine.clock(lane, { presentation: 1, tick: 0 })
      machine.advance('run', lengthsOf(lanes))
      machine.fire('moment')
      machine.advance('run', lengthsOf(lanes).reverse())
      machine.fire('moment')
    },
  }
}
