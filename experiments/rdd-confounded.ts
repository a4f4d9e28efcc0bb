import { allSpike } from '../models/rules/align.ts'
import { innovationInPhases } from '../models/rules/innovation.ts'
import { experiment } from '../src/spec/define.ts'
import { confounded } from './parts/rdd-feedback.ts'

export default experiment({
  name: 'rdd-confounded',
  about:
    'feedback weights of 192 onto 10 cells whose chances rise and fall together, 30 s: plain average over spikes, the same centred, innovation; populations.common.set.depth is how much',
  seed: 1,
  ...confounded(
    {
      sizes: [192, 10],
      seconds: 30,
      rules: {
        plain: { rule: allSpike, set: { centre: 0 } },
        centred: { rule: allSpike },
        innovation: { rule: innovationInPhases },
      },
    },
    1,
  ),
})
