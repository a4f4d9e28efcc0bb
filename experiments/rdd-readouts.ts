import { align, allSpike } from '../models/rules/align.ts'
import { constantJump, linearJump, pooledJump, spikeTriggered } from '../models/rules/window-sums.ts'
import { experiment } from '../src/spec/define.ts'
import { alignment } from './parts/rdd-feedback.ts'

export default experiment({
  name: 'rdd-readouts',
  about:
    'feedback weights of 192 onto 10 cells, 30 s: what the same windows and spikes tell by six rules; more epochs go on with the same sums',
  seed: 1,
  ...alignment({
    sizes: [192, 10],
    seconds: 30,
    rules: {
      published: { rule: align },
      triggered: { rule: spikeTriggered },
      pooled: { rule: pooledJump },
      constant: { rule: constantJump },
      linear: { rule: linearJump },
      all: { rule: allSpike, set: { keep: 1 } },
    },
  }),
})
