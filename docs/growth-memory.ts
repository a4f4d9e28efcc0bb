/** Recall of a growth-transform memory against its load, by step size rule: npx tsx docs/growth-memory.ts [seeds] */
import {
  deepReset,
  globalAdaptation,
  type Modulation,
  presynapticAdaptation,
} from '../models/neurons/growth-transform.ts'
import { mean, standardDeviation } from '../src/measure/average.ts'
import { recalled } from './growth-recall.ts'

const seeds = Array.from({ length: Number(process.argv[2] ?? 5) }, (_, seed) => seed)
const loads = [10, 20, 40, 60, 80, 100]
const rules: [string, Modulation][] = [
  ['constant', deepReset],
  ['pre-synaptic adaptation', presynapticAdaptation],
  ['global adaptation', globalAdaptation],
]

console.log(`| step size | ${loads.join(' | ')} | spikes a unit and step, ${loads.at(-1)} patterns |`)
console.log(`|---|${'---|'.repeat(loads.length + 1)}`)
for (const [name, modulation] of rules) {
  const cells: string[] = []
  let rate = 0
  for (const load of loads) {
    const runs = []
    for (const seed of seeds) runs.push(await recalled(load, modulation, seed))
    const shares = runs.map(r => 100 * r.recall)
    cells.push(`${mean(shares).toFixed(1)} ± ${standardDeviation(shares).toFixed(1)}`)
    rate = mean(runs.map(r => r.rate))
  }
  console.log(`| ${name} | ${cells.join(' | ')} | ${rate.toFixed(3)} |`)
}
