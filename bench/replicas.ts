/**
 * What replicas on a card cost on the host: CPU time to draw the weights of a network, and of a session for each image, with a device
 * that computes nothing. 784-500-10, 64 replicas, spikes as in training. In one thread.
 * Run: npx tsx bench/replicas.ts
 */
import { dendrites } from '../experiments/parts/dendrites.ts'
import type { Logged } from '../src/backend/backend.ts'
import type { Replicas } from '../src/backend/webgpu.ts'
import { embeddedDigits } from '../src/data/digits.ts'
import { rawSha256 } from '../src/node/hash.ts'
import { planExperiment } from '../src/plan/build.ts'
import { lockstep } from '../src/sim/lockstep.ts'
import { loadNetwork } from '../src/sim/network.ts'
import { runSession } from '../src/sim/session.ts'
import { experiment } from '../src/spec/define.ts'

const COUNT = 64
const IMAGES = 100
const TICKS = 105
const SPIKES = 20 // a tick and population

const planned = planExperiment(
  experiment({
    name: 'bench',
    about: '784-500-10',
    seed: 1,
    dataset: { name: 'digits' },
    ...dendrites({ hidden: [{ name: 'hidden', size: 500, eta: 0.21 }], etaOut: 0.21, epochs: 1 }),
  }),
)

const events = (): Logged => ({
  counts: [new Int32Array(TICKS).fill(SPIKES)],
  entries: [new Int32Array(TICKS * SPIKES)],
  values: [],
})
const values = (): Logged => ({ counts: [], entries: [], values: [new Float32Array(10)] })

const logged: Record<string, Logged> = Object.fromEntries([
  ['answer', values()],
  ...planned.measures.map(m => [m.probe, values()]),
  ...planned.digest.map(probe => [probe, events()]),
])

/** A set of replicas that computes nothing. */
const idle = (count: number): Replicas => ({
  count,
  write: () => {},
  read: async () => new Float32Array(1),
  clock: () => {},
  advance: () => {},
  fire: () => {},
  clear: () => {},
  drain: async () => new Array(count).fill(logged),
  save: async () => ({}),
  restore: () => {},
  close: () => {},
})

const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const main = async () => {
  const step = lockstep({ name: 'idle', device: 'none', loadReplicas: async (_plan, count) => idle(count) }, COUNT)
  const data = embeddedDigits({ seed: 1, train: IMAGES, test: 1 })
  const before = cpu()
  const machines = await Promise.all(
    Array.from({ length: COUNT }, (_, replica) => loadNetwork(step.backend(replica), planned, 1, replica)),
  )
  const loaded = cpu()
  let images = 0
  // Ends before the epoch does: its end reads weights, which this device has not.
  const stop = () => ++images > COUNT * (IMAGES - 1)
  const session = (machine: (typeof machines)[number], replica: number) =>
    runSession({ planned, machine, data, seed: 1, replica, hash: rawSha256, listener: { stop } })
  await Promise.all(machines.map(session))
  const ended = cpu()
  console.log(`weights of a network: ${((loaded - before) / COUNT).toFixed(0)} ms of CPU`)
  console.log(`an image: ${((1000 * (ended - loaded)) / images).toFixed(0)} us of CPU`)
}

await main()
