import { innovation, innovationOfRates, innovationOfSpikes } from '../models/rules/innovation.ts'
import { experiment } from '../src/spec/define.ts'
import { untrained } from './parts/rdd-untrained.ts'

export default experiment({
  name: 'rdd-dendrites',
  about:
    '784-500-10 pyramidal cells with their initial weights, 6,000 images of 50 ms: feedback weights from the chance of the own spikes and what output units broadcast',
  seed: 35, // its output units fire at 150 Hz at first, as those of the published table; the spikes tell less where they fire more
  dataset: { name: 'mnist' },
  ...untrained({ potential: innovation, rate: innovationOfRates, spikes: innovationOfSpikes }),
})
