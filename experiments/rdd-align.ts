import { align, allSpike } from '../models/rules/align.ts'
import { spikeMirror } from '../models/rules/spike-mirror.ts'
import { stdwi } from '../models/rules/stdwi.ts'
import { experiment } from '../src/spec/define.ts'
import { alignment } from './parts/rdd-feedback.ts'

export default experiment({
  name: 'rdd-align',
  about:
    'feedback weights of 192 onto 10 cells by the published regression, all spikes, STDWI and a mirror of counts, side by side for 120 s',
  seed: 1,
  ...alignment({
    sizes: [192, 10],
    seconds: 10,
    epochs: 12,
    rules: {
      rdd: { rule: align },
      all: { rule: allSpike, set: { keep: 1 } },
      stdwi: { rule: stdwi },
      mirror: { rule: spikeMirror },
    },
  }),
})
