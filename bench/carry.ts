/**
 * Synaptic additions a second: 784 x 500 dense, 20 spikes a tick, wasm against the plain loop of js in the same process.
 * Run: npx tsx bench/carry.ts
 */
import type { Backend } from '../src/backend/backend.ts'
import { jsBackend } from '../src/backend/js.ts'
import { wasmBackend } from '../src/backend/wasm.ts'
import type { Plan } from '../src/plan/plan.ts'

const PRES = 784
const POSTS = 500
const SPIKES = 20
const TICKS = 2000
const STRIDE = 512
const ROUNDS = 10

/** Every tick raises other units: SPIKES of them, spread over the rows. */
const plan = (): Plan => {
  const start = Array.from({ length: TICKS + 1 }, (_, t) => t * SPIKES)
  const step = Math.floor(PRES / SPIKES)
  const entries = Array.from({ length: TICKS * SPIKES }, (_, i) => (i % SPIKES) * step + ((i * 7919) % step))
  const column = { slots: 1, unit: '1', type: 'f32', perLane: false } as const
  return {
    name: 'carry',
    dt: 1,
    lanes: 1,
    streams: [],
    layouts: [{ name: 'w', kind: 'dense', pres: PRES, posts: POSTS, stride: STRIDE, size: PRES * STRIDE }],
    lists: [{ name: 'spike', units: PRES, slots: 1 }],
    columns: [
      { ...column, name: 'w', size: PRES * STRIDE, role: 'weight', layout: 'w', initial: 0.001 },
      { ...column, name: 'port', size: POSTS, role: 'port', perLane: true },
      { ...column, name: 'start', size: TICKS + 1, role: 'parameter', type: 'i32', initial: start },
      { ...column, name: 'entries', size: entries.length, role: 'parameter', type: 'i32', initial: entries },
    ],
    programs: {
      run: {
        begin: [],
        tick: [
          { verb: 'replay', event: 'spike', start: 'start', entries: 'entries', ticks: TICKS },
          { verb: 'fill', column: 'port', value: 0 },
          { verb: 'carry', projection: 'w', layout: 'w', weights: 'w', event: 'spike', lag: 0, port: 'port' },
        ],
        end: [],
      },
    },
  }
}

/** The fastest of some repetitions, in additions a second: CPU time, so that other programs do not count. */
const speed = async (backend: Backend, repetitions: number): Promise<number> => {
  const machine = await backend.load(plan())
  let best = 0
  for (let i = 0; i < repetitions; i++) {
    const before = process.cpuUsage()
    for (let j = 0; j < ROUNDS; j++) {
      machine.clock(0, { tick: 0 })
      machine.advance('run', [TICKS])
    }
    const { user, system } = process.cpuUsage(before)
    best = Math.max(best, (ROUNDS * TICKS * SPIKES * POSTS) / ((user + system) / 1e6))
  }
  return best
}

const js = await speed(jsBackend(), 5)
const wasm = await speed(wasmBackend(), 40)
console.log(JSON.stringify({ bench: 'carry', additions: { js, wasm }, ratio: wasm / js }))
