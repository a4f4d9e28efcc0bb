import { rule } from '../../src/spec/define.ts'

/** Strength of the spikes that forward weights carry in a feedback phase: 0.2 n / sd(w). So strong that a cell above is silent or near its limit. */
export const saturate = rule({
  name: 'saturate',
  about: 'scales the spikes of a feedback phase by the deviation of the forward weights',
  source: 'Guerguiev, Kording & Richards 2020, ICLR, arXiv 1910.01689; scale: the public code',
  params: { gain: [0.2, 'strength for each unit below'] },
  on: {
    'feed.begin': {
      'post.basal.scale':
        'gain * fan.in / sqrt(sum(all, w * w) / (fan.in * fan.out) - sum(all, w) / (fan.in * fan.out) * (sum(all, w) / (fan.in * fan.out)))',
    },
  },
})
