import { experiment } from '../src/spec/define.ts'
import { followDrift } from './parts/growth-drift.ts'

export default experiment({
  name: 'gt-drift',
  about: 'Growth-transform spikes and local rules follow a gas sensor array that drifts over three years',
  seed: 1,
  dataset: { name: 'gas-drift' },
  ...followDrift(),
  probes: [{ column: 'hidden.spike' }, { column: 'label.spike' }],
})
