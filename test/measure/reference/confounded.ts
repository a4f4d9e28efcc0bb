import {
  addInnovation,
  addSpikeTick,
  agreement,
  allSpikeEffects,
  centred,
  innovationEffects,
  noAllSpike,
  noInnovation,
  noResponse,
  pushResponse,
  readResponse,
} from '../../../src/measure/discontinuity.ts'
import { knownOrZero } from './align.ts'
import { lifLayer, standardDeviation, uniformWeights } from './feedback-lif.ts'
import { kappaBank } from './kappa.ts'
import { uniform } from './random.ts'

const [n, m, SPAN] = [192, 10, 15]

/**
 * T19: 192 Bernoulli units onto 10 LIF. Chance a tick 0.035 · selected · (1 + μ g), g = ±1 common to all and redrawn every 20 ms; a fifth of
 * the units is selected anew every 100 ms. Cosines of spike-triggered average, the same centred, and innovation.
 */
export const confounded = (mu: number, seed: number, ticks = 30_000) => {
  const W = uniformWeights(n, m)
  const scale = (0.2 * n) / standardDeviation(W)
  const random = uniform(seed)
  const post = lifLayer(m)
  const [filterInput, filterPost] = [kappaBank(m), kappaBank(m)]
  const [input, B, postSpikes, q, y] = [0, 0, 0, 0, 0].map(() => new Float64Array(m))
  const all = noAllSpike(n, m, SPAN)
  const innovation = noInnovation(n, m)
  const ring = noResponse(m, SPAN)
  /** n and φ of the last ticks: their response is complete only SPAN ticks later. */
  const waiting: { spikes: Float64Array; expected: Float64Array }[] = []
  let selected = new Set<number>()
  let g = 1

  for (let t = 0; t < ticks; t++) {
    if (t % 100 === 0) selected = choose(random)
    if (t % 20 === 0) g = random() < 0.5 ? -1 : 1
    const expected = new Float64Array(n)
    for (const i of selected) expected[i] = 0.035 * (1 + mu * g)
    const spikes = expected.map(p => (p > 0 && random() < p ? 1 : 0))
    const units = Array.from(selected).filter(i => spikes[i] === 1)
    filterPost(postSpikes, q)
    addSpikeTick(all, units, q)
    waiting.push({ spikes, expected })
    if (pushResponse(ring, q)) {
      const due = waiting.shift()!
      readResponse(ring, y)
      addInnovation(innovation, due.spikes, due.expected, y)
    }
    input.fill(0)
    for (const i of units) for (let j = 0; j < m; j++) input[j] += scale * W[j * n + i]
    filterInput(input, B)
    postSpikes.fill(0)
    for (const j of post.step(B)) postSpikes[j] = 1
  }

  const sta = allSpikeEffects(all)
  return [sta, centred(sta), innovationEffects(innovation)].map(
    matrix => agreement(knownOrZero(matrix), W, n, m).cosine!,
  )
}

/** ⌊0.2 n⌋ units without repetition. */
const choose = (random: () => number): Set<number> => {
  const chosen = new Set<number>()
  while (chosen.size < Math.floor(0.2 * n)) chosen.add(Math.floor(n * random()))
  return chosen
}
