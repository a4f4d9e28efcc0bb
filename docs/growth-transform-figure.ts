/**
 * Draws docs/growth-transform.svg by running the models: npx tsx docs/growth-transform-figure.ts
 * Left: barrier output against stimulus, free and clamped. Right: energy of three units that share most of their drive.
 */
import { writeFileSync } from 'node:fs'
import { growthTransform } from '../models/neurons/growth-transform.ts'
import { jsBackend } from '../src/backend/js.ts'
import { planExperiment } from '../src/plan/build.ts'
import { loadNetwork } from '../src/sim/network.ts'
import { experiment } from '../src/spec/define.ts'
import type { Population, Projection } from '../src/spec/types.ts'

type Points = [number, number][]

const neuron = growthTransform({ name: 'gt' })

const traces = async (
  populations: Record<string, Population>,
  projections: Projection[],
  ticks: number,
  columns: string[],
) => {
  const planned = planExperiment(
    experiment({
      name: 'figure',
      about: 'figure',
      seed: 1,
      dt: '1 ms',
      populations,
      projections,
      train: [{ presentations: 1, phases: [{ name: 'run', lasts: `${ticks} ticks` }] }],
      probes: columns.map(column => ({ column, during: ['train'] })),
    }),
  )
  const machine = await loadNetwork(jsBackend({ precision: 64 }), planned, 1)
  machine.clock(0, { presentation: 0, tick: 0 })
  machine.advance('train.0.run!recorded', [ticks])
  return machine.drain()
}

/** Mean barrier output of units under stimuli from 0 to 3.5. */
const rates = async (clamp: number): Promise<Points> => {
  const b = Array.from({ length: 71 }, (_, k) => k / 20)
  const set = { lambda: 20, f0: 0.5, psi: 3, q: 0, clamp }
  const ticks = 4000
  const logs = await traces({ gt: { neuron, size: b.length, set, init: { 'drive.b': b } } }, [], ticks, [])
  const counts = b.map(() => 0)
  for (const entry of logs['gt.spike'].entries[0]) counts[entry & 0xffffff]++
  return b.map((x, i) => [x, (3 * counts[i]) / ticks])
}

/** Energy at the beginning of each step; every pair of units shares 95 % of its conductance. */
const energies = async (f0: number): Promise<Points> => {
  const values = [0, 1, 2].map(i => [0, 1, 2].map(j => (i === j ? 4 : 3.8)))
  const set = { lambda: 5, f0, psi: 0, q: 0, v0: 0.05, bounded: 0 }
  const gt: Population = { neuron, size: 3, set }
  const projection: Projection = { from: 'gt.soma.y', to: 'gt.drive', weights: { values } }
  const h = (await traces({ gt }, [projection], 16, ['gt.soma.h']))['trace:gt.soma.h'].values[0]
  return Array.from({ length: 8 }, (_, n) => [n, h[3 * n] + h[3 * n + 1] + h[3 * n + 2]])
}

const blue = '#1f5fa8'
const orange = '#c2571a' // told apart by the colour-blind too

interface Panel {
  left: number
  title: string
  x: { label: string; ticks: number[] }
  y: { ticks: number[]; at: (value: number) => number } // 0 at the bottom, 1 at the top
  lines: { points: Points; colour: string; dash?: string; label: string; at: [number, number] }[]
}

const [width, height, top, bottom] = [320, 300, 40, 40]

const panel = ({ left, title, x, y, lines }: Panel): string => {
  const last = x.ticks[x.ticks.length - 1]
  const px = (v: number) => (left + (width * v) / last).toFixed(1)
  const py = (v: number) => (height - bottom - (height - top - bottom) * y.at(v)).toFixed(1)
  return [
    `<text x="${left}" y="20" font-weight="bold">${title}</text>`,
    ...y.ticks.map(
      t =>
        `<line x1="${left}" x2="${left + width}" y1="${py(t)}" y2="${py(t)}" stroke="#ddd"/><text x="${left - 8}" y="${+py(t) + 4}" text-anchor="end">${t}</text>`,
    ),
    ...x.ticks.map(t => `<text x="${px(t)}" y="${height - bottom + 18}" text-anchor="middle">${t}</text>`),
    `<text x="${left + width / 2}" y="${height - 6}" text-anchor="middle">${x.label}</text>`,
    ...lines.map(
      l =>
        `<polyline points="${l.points.map(([a, b]) => `${px(a)},${py(b)}`).join(' ')}" fill="none" stroke="${l.colour}" stroke-width="2" ${l.dash ? `stroke-dasharray="${l.dash}"` : ''}/><text x="${px(l.at[0])}" y="${py(l.at[1])}" fill="${l.colour}">${l.label}</text>`,
    ),
  ].join('\n')
}

const logarithmic = (low: number, high: number) => (v: number) => Math.log(v / low) / Math.log(high / low)

const figure = [
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 840 ${height}" font-family="sans-serif" font-size="12" fill="#333">`,
  `<rect width="840" height="${height}" fill="white"/>`,
  panel({
    left: 50,
    title: 'Mean barrier output against stimulus',
    x: { label: 'stimulus b', ticks: [0, 1, 2, 3, 3.5] },
    y: { ticks: [0, 1, 2, 3], at: v => v / 3.2 },
    lines: [
      { points: await rates(1), colour: orange, label: 'clamped', at: [2.05, 1.3] },
      { points: await rates(0), colour: blue, label: 'free', at: [1.5, 2.2] },
    ],
  }),
  panel({
    left: 470,
    title: 'Energy, lambda = 5, largest |drive| at the start 0.58',
    x: { label: 'step', ticks: [0, 2, 4, 6, 8] },
    y: { ticks: [0.0001, 0.01, 1, 100], at: logarithmic(0.00001, 100) },
    lines: [
      {
        points: (await energies(1)).filter(([, h]) => h > 0.00001),
        colour: orange,
        label: 'f = 1: rises',
        at: [4.6, 2],
      },
      {
        points: (await energies(0.5)).filter(([, h]) => h > 0.00001),
        colour: blue,
        label: 'f = 0.5: falls',
        at: [1.6, 0.0015],
      },
    ],
  }),
  '</svg>',
].join('\n')
writeFileSync('docs/growth-transform.svg', `${figure}\n`)
