import { describe, expect, test } from 'vitest'
import type { Backend } from '../../src/backend/backend.ts'
import { jsBackend } from '../../src/backend/js.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { onBench, traceAt, weightAt } from '../support/bench.ts'
import { goldenTrace, showGolden } from './golden-trace.ts'

const HIDDEN: [number, number, number][] = [
  [1, 0.475157843, 0.4772281047], [2, 0.6146964309, 0.6224023794], [3, 0.6548190749, 0.66711395],
  [10, 0.6884793172, 0.7780317829], [50, 0.6947604309, 0.788217767],
] // biome-ignore format: a table
const OUTPUT: [number, number, number][] = [
  [1, 0.06, -0.12], [50, 0.2366290491, -0.1873573041], [51, 7.9838151836, -7.9958333453],
  [52, 2.5548263259, -2.5182831695], [53, 6.368371572, -6.3516177114], [102, 4.7733885188, -4.7643340269],
] // biome-ignore format: a table
const APICAL: [number, number, number][] = [
  [10, 0.0301309829, 0.0533403327],
  [50, 0.0747118849, 0.0667146033],
]

const close = (received: number, expected: number, within: number) =>
  expect(Math.abs(received - expected), `${received} for ${expected}`).toBeLessThanOrEqual(within)

const suite = (backend: Backend, within: number, degrees: number) => {
  test('voltages, plateaus, updates and angle without apical conductance', async () => {
    const b = await onBench(goldenTrace(), backend)
    showGolden(b)
    const logs = await b.drain()
    const rows = (name: string, table: [number, number, number][]) => {
      for (const [t, first, second] of table) {
        close(traceAt(logs[`trace:${name}`], 2, t, 0), first, within)
        close(traceAt(logs[`trace:${name}`], 2, t, 1), second, within)
      }
    }
    rows('hidden.soma.v', HIDDEN)
    rows('output.soma.v', OUTPUT)
    rows('hidden.apical.v', APICAL)
    const units = async (column: string, ...expected: number[]) =>
      (await b.read(column)).forEach((x, i) => {
        close(x, expected[i], within)
      })
    await units('w0.pre.s', 0.1276021331, 0.1531225597)
    await units('w1.pre.s', 0.170765742, 0.0737068989)
    await units('output.soma.vf', 0.2167880921, -0.1730279327)
    await units('hidden.apical.a0', 0.5138450374, 0.5158767061)
    await units('hidden.apical.a1', 0.5241066741, 0.5093291023)
    await units('hidden.basal.b', 0.8 + 0.0081876634, 0.79 - 0.0050595363)
    await units('output.basal.b', 0.1 + 0.3894378733, -0.2 - 0.4006484849)
    const W0 = [
      [0.5 + 0.0010447633, -0.3 + 0.001253716],
      [0.8 - 0.0006456076, 0.2 - 0.0007747292],
    ]
    const W1 = [
      [1.2 + 0.0665026474, -0.7 + 0.028704258],
      [-0.4 - 0.0684170358, 0.9 - 0.0295305574],
    ]
    for (const [post, pre] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]) {
      close(await weightAt(b, 'w0', pre, post), W0[post][pre], within)
      close(await weightAt(b, 'w1', pre, post), W1[post][pre], within)
    }
    close(logs['measure:loss'].values[0][0], 0.0078567378, within)
    close(logs['measure:vf0'].values[0][0], 0.7010265417, within)
    close(logs['measure:vf1'].values[0][0], 0.7908910444, within)
    const [ab, aa, bb] = [0, 1, 2].map(i => logs[`measure:angle.${i}`].values[0][0])
    close((Math.acos(ab / Math.sqrt(aa * bb)) * 180) / Math.PI, 12.623061, degrees)
  })

  test('with an apical conductance of 0.05 /ms only the hidden layer changes', async () => {
    const b = await onBench(goldenTrace('0.05 /ms'), backend)
    showGolden(b)
    const logs = await b.drain()
    close(logs['measure:vf0'].values[0][0], 0.6579437991, within)
    close(logs['measure:vf1'].values[0][0], 0.7424106558, within)
    const bias = await b.read('hidden.basal.b')
    close(bias[0], 0.8 + 0.0077503184, within)
    close(bias[1], 0.79 - 0.0048066735, within)
    const W0 = [
      [0.5 + 0.0009889572, -0.3 + 0.0011867486],
      [0.8 - 0.0006133418, 0.2 - 0.0007360101],
    ]
    for (const [post, pre] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ])
      close(await weightAt(b, 'w0', pre, post), W0[post][pre], within)
    close((await b.read('output.soma.vf'))[0], 0.2167880921, within)
  })
}

// Golden numbers are printed to ten digits.
describe('golden trace in double precision', () => suite(jsBackend({ precision: 64 }), 1e-10, 1e-6))
describe('golden trace on js', () => suite(jsBackend(), 1e-6, 1e-3))
describe('golden trace on wasm', () => suite(wasmBackend(), 1e-6, 1e-3))
