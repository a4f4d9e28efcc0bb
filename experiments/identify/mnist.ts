import { experiment } from '../../src/spec/define.ts'
import { type IdentifiedRule, identification } from '../../src/spec/identification.ts'
import { dendrites } from '../parts/dendrites.ts'
import { hidden, rateRules, seeds, watching } from '../parts/identified.ts'

/** Pyramidal cells with plateau potentials, one image at a time; activity is spikes in a test presentation. */
const spiking: IdentifiedRule = {
  rule: 'dendrites',
  known: false,
  layers: [1, 2].map(l => ({ weights: `w${l}`, activity: `h${l}.spike` })),
  runs: [0.1, 0.2].flatMap(eta =>
    seeds.map(seed =>
      experiment({
        name: `dendrites-eta${eta}-s${seed}`,
        about: 'segregated dendrites, 784-100-100-10',
        seed,
        dataset: { name: 'mnist' },
        ...dendrites({ hidden: hidden.map((size, i) => ({ name: `h${i + 1}`, size, eta })), etaOut: eta }),
      }),
    ),
  ),
}

export default identification({
  name: 'mnist',
  about:
    'Which rule was at work? 196-100-100-10 on MNIST at half its size, four rate rules, and what the dendritic network looks like',
  rules: [
    ...rateRules({ momentum: [0.01, 0.03, 0.1], adam: [0.0003, 0.001, 0.003], alignment: [0.03, 0.1, 0.3] }),
    spiking,
  ],
  ...watching,
})
