/** The kernels over synapses, and reductions. */
import type { Column, Kernel, Layout } from '../../src/plan/plan.ts'
import type { Case } from './compare.ts'
import { column, cycle, dense, list, numbers, random, runs, shared, ticking, writer } from './plans.ts'

type Shape = readonly [pres: number, posts: number]
export const shapes: Shape[] = [
  [1, 1],
  [5, 3],
  [17, 33],
  [7, 500],
]

const layoutsOf = ([pres, posts]: Shape): Layout[] => [dense('p', pres, posts), runs('p', pres, posts, pres + posts)]

const label = (what: string, lanes: number, layout: Layout) =>
  `${what}, ${lanes} lanes, ${layout.pres} x ${layout.posts} ${layout.kind}`

const weights = (layout: Layout, name = 'w', role: Column['role'] = 'weight'): Column =>
  shared(name, layout.size, { role, layout: layout.name, initial: numbers(layout.size, layout.size + name.length) })

/** Raises counts that differ between lanes, ticks and units. */
const raising = (event: string, units: number): Kernel => {
  const w = writer()
  const mixed = w.op(
    'imul',
    w.op(
      'iadd',
      w.op('iadd', w.index('unit'), w.op('imul', w.clock('tick'), w.i(7))),
      w.op('imul', w.index('lane'), w.i(3)),
    ),
    w.i(-1640531535),
  )
  const count = w.op('isub', w.op('iushr', mixed, w.i(29)), w.i(4))
  return { verb: 'step', name: event, units, body: [{ do: 'raise', event, value: count }] }
}

export const carryCases = (lanes: number, shape: Shape): Case[] =>
  layoutsOf(shape).flatMap(layout =>
    [false, true].map(transposed => {
      const [from, to] = transposed ? [layout.posts, layout.pres] : [layout.pres, layout.posts]
      const base = { verb: 'carry', projection: 'p', layout: 'p', weights: 'w', event: 'spike', transposed } as const
      const tick: Kernel[] = [
        raising('spike', from),
        { verb: 'turn', column: 'port', zero: true },
        { ...base, lag: 0, port: 'port' },
        { ...base, lag: 1, port: 'port' },
        { ...base, lag: 2, port: 'port', slot: 1 },
      ]
      const columns = [weights(layout), column('port', to, { slots: 2, role: 'port' })]
      return {
        name: label(`carry${transposed ? ' transposed' : ''}`, lanes, layout),
        plan: ticking(tick, { lanes, columns, layouts: [layout], lists: [list('spike', from, 4)] }),
        run: machine => machine.advance('run', cycle([6, 3, 5], lanes)),
      }
    }),
  )

export const gradedCases = (lanes: number, shape: Shape): Case[] =>
  layoutsOf(shape).flatMap(layout =>
    [false, true].map(transposed => {
      const [from, to] = transposed ? [layout.posts, layout.pres] : [layout.pres, layout.posts]
      const w = writer()
      const x = w.load('x')
      const value = w.op(
        'select',
        w.op('gt', x, w.f(0.3)),
        w.f(0),
        w.op('sub', x, w.op('mul', w.op('toF32', w.clock('tick')), w.f(0.11))),
      )
      const base = {
        verb: 'carry-graded',
        projection: 'p',
        layout: 'p',
        weights: 'w',
        value: 'y',
        port: 'port',
        transposed,
      } as const
      const tick: Kernel[] = [
        { verb: 'turn', column: 'y', zero: false },
        { verb: 'step', name: 'y', units: from, body: [{ do: 'store', column: 'y', value }] },
        { verb: 'fill', column: 'port', value: 0.5 },
        base,
        { ...base, valueLag: 1 },
      ]
      const columns = [weights(layout), column('x', from), column('y', from, { slots: 2 }), column('port', to)]
      return {
        name: label(`carry-graded${transposed ? ' transposed' : ''}`, lanes, layout),
        plan: ticking(tick, { lanes, columns, layouts: [layout] }),
        run: machine => {
          for (let lane = 0; lane < lanes; lane++) machine.write('x', numbers(from, lane + from), lane)
          machine.advance('run', cycle([4, 3, 2], lanes))
        },
      }
    }),
  )

/** A rule with guards of every kind; sums over lanes where there are several. */
export const learnCases = (lanes: number, shape: Shape): Case[] =>
  layoutsOf(shape).flatMap(layout =>
    (['', 'rows', 'pres', 'posts', 'pres posts', 'rows posts'] as const).map(guard => {
      const w = writer()
      const [pre, post] = [w.load('x', 'pre'), w.load('y', 'post')]
      const sum = lanes > 1 || layout.pres === 17
      const change = sum
        ? w.op('mul', w.load('#lanes.0', 'synapse'), w.load('eta', 'fixed'))
        : w.op('mul', w.op('mul', w.load('eta', 'fixed'), post), pre)
      const next = w.op('flush', w.op('add', w.load('w', 'synapse'), change))
      const number = w.op(
        'toF32',
        w.op('iand', w.op('iadd', w.index('synapse'), w.op('imul', w.index('post'), w.i(2))), w.i(15)),
      )
      const late = sum ? w.load('#lanes.1', 'synapse') : w.op('add', w.load('b', 'post'), w.load('a', 'pre'))
      const kernel: Kernel = {
        verb: 'learn',
        projection: 'p',
        layout: 'p',
        rows: guard.includes('rows') ? w.op('gt', w.load('x', 'pre'), w.f(0.2)) : undefined,
        pres: guard.includes('pres') ? 'from' : undefined,
        posts: guard.includes('posts') ? 'to' : undefined,
        lanes: sum
          ? [
              w.op('mul', post, pre),
              w.op('add', w.load('b', 'post'), w.op('toF32', w.op('iadd', w.index('lane'), w.clock('time')))),
            ]
          : undefined,
        body: [
          { do: 'store', column: 'w', value: next },
          { do: 'store', column: 's', value: w.op('add', w.load('s', 'synapse'), w.op('add', late, number)) },
          {
            do: 'when',
            test: w.op('gt', w.load('w', 'synapse'), w.f(0.1)),
            body: [{ do: 'store', column: 's', value: w.op('sub', w.load('s', 'synapse'), w.load('b', 'post')) }],
          },
        ],
      }
      const columns = [
        weights(layout),
        weights(layout, 's', 'synapse'),
        column('x', layout.pres),
        column('y', layout.posts),
        shared('a', layout.pres, { initial: numbers(layout.pres, 3) }),
        shared('b', layout.posts, { initial: numbers(layout.posts, 4) }),
        shared('eta', 1, { initial: 0.25 }),
      ]
      const tick = [raising('from', layout.pres), raising('to', layout.posts), kernel]
      return {
        name: label(`learn${guard ? ` of ${guard}` : ''}`, lanes, layout),
        plan: ticking(tick, {
          lanes,
          columns,
          layouts: [layout],
          lists: [list('from', layout.pres), list('to', layout.posts, 2)],
        }),
        run: machine => {
          for (let lane = 0; lane < lanes; lane++) {
            machine.write('x', numbers(layout.pres, lane + 1), lane)
            machine.write('y', numbers(layout.posts, lane + 7), lane)
          }
          machine.advance('run', cycle([4, 2, 3], lanes))
        },
      }
    }),
  )

const values = (units: number, seed: number) => {
  const next = random(seed)
  return Array.from({ length: units }, () => (next() < 0.3 ? 0.5 : Math.fround(next() * 4 - 2)))
}

/** sum, max, count, argmax of floats, whole numbers and truth values, over groups and over all. */
export const foldCases = (lanes: number): Case[] =>
  [
    [1, 1],
    [5, 1],
    [2, 3],
    [6, 17],
    [3, 64],
    [1, 500],
    [7, 35],
  ].map(([groups, members]) => {
    const units = groups * members
    const w = writer()
    const x = w.load('x')
    const whole = w.op('toI32', w.op('mul', x, w.f(50)))
    const truth = w.op('gt', x, w.f(0.4))
    const columns: Column[] = [column('x', units)]
    const tick: Kernel[] = []
    for (const axis of ['group', 'all'] as const)
      for (const [fold, value, type] of [
        ['sum', x, 'f32'],
        ['sum', whole, 'i32'],
        ['max', x, 'f32'],
        ['max', whole, 'i32'],
        ['count', truth, 'f32'],
        ['count', x, 'i32'],
        ['count', whole, 'i32'],
        ['argmax', x, 'f32'],
        ['argmax', whole, 'i32'],
      ] as const) {
        const into = `into${columns.length}`
        columns.push(column(into, axis === 'group' ? units : 1, { type, role: 'temporary' }))
        tick.push({ verb: 'fold', fold, axis, units, members, value, into })
      }
    return {
      name: `fold, ${lanes} lanes, ${groups} x ${members}`,
      plan: ticking(tick, { lanes, columns }),
      run: machine => {
        for (let lane = 0; lane < lanes; lane++) machine.write('x', values(units, lane + units), lane)
        machine.advance('run', cycle([1, 2, 1], lanes))
      },
    }
  })

export const foldLanesCases = (lanes: number): Case[] =>
  [1, 5, 33].map(units => {
    const w = writer()
    const x = w.op('add', w.load('x'), w.op('toF32', w.op('iadd', w.index('lane'), w.index('unit'))))
    const columns: Column[] = [column('x', units, { slots: 2 })]
    const tick: Kernel[] = [{ verb: 'turn', column: 'x', zero: false }]
    for (const [fold, value, type] of [
      ['sum', x, 'f32'],
      ['sum', w.op('toI32', x), 'i32'],
      ['max', w.op('neg', x), 'f32'],
      ['max', w.op('toI32', x), 'i32'],
      ['count', w.op('gt', x, w.f(1)), 'f32'],
    ] as const) {
      const into = `into${columns.length}`
      columns.push(shared(into, units, { type, role: 'temporary' }))
      tick.push({ verb: 'fold-lanes', fold, units, value, into })
    }
    return {
      name: `fold over ${lanes} lanes, ${units} units`,
      plan: ticking(tick, { lanes, columns }),
      run: machine => {
        for (let lane = 0; lane < lanes; lane++) machine.write('x', numbers(units, lane + 40), lane)
        machine.advance('run', cycle([1, 4, 2], lanes))
      },
    }
  })

export const foldSynapsesCases = (lanes: number, shape: Shape): Case[] =>
  layoutsOf(shape).map(layout => {
    const w = writer()
    const product = w.op('mul', w.load('w', 'synapse'), w.op('add', w.load('x', 'pre'), w.load('y', 'post')))
    const whole = w.op(
      'iand',
      w.op('iadd', w.index('synapse'), w.op('toI32', w.op('mul', w.load('x', 'pre'), w.f(9)))),
      w.i(31),
    )
    const columns: Column[] = [weights(layout), column('x', layout.pres), column('y', layout.posts)]
    const tick: Kernel[] = []
    for (const axis of ['pre', 'post', 'all'] as const)
      for (const [fold, value, type] of [
        ['sum', product, 'f32'],
        ['sum', whole, 'i32'],
        ['max', product, 'f32'],
        ['max', whole, 'i32'],
        ['count', w.op('gt', product, w.f(0)), 'f32'],
        ['count', whole, 'i32'],
      ] as const) {
        const into = `into${columns.length}`
        const size = axis === 'pre' ? layout.posts : axis === 'post' ? layout.pres : 1
        columns.push(column(into, size, { type, role: 'temporary', perLane: columns.length % 2 === 0 }))
        tick.push({ verb: 'fold-synapses', fold, axis, layout: 'p', value, into })
        if (axis !== 'all' || layout.kind !== 'dense') continue
        columns.push(column(`${into}.turned`, 1, { type, role: 'temporary' }))
        tick.push({ verb: 'fold-synapses', fold, axis, layout: 'p', value, into: `${into}.turned`, turned: true })
      }
    return {
      name: label('fold over synapses', lanes, layout),
      plan: ticking(tick, { lanes, columns, layouts: [layout] }),
      run: machine => {
        for (let lane = 0; lane < lanes; lane++) {
          machine.write('x', numbers(layout.pres, lane + 1), lane)
          machine.write('y', numbers(layout.posts, lane + 7), lane)
        }
        machine.advance('run', cycle([1, 2, 1], lanes))
      },
    }
  })
