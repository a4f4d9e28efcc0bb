import { rule } from '../../src/spec/define.ts'

/** Feedback synapses that see the same two activities as their forward partners, and decay as they do. */
export const kolen = rule({
  name: 'kolen',
  about: 'feedback learns the same outer product as the forward weights, with the same decay',
  source: 'Kolen & Pollack 1994; Akrout et al. 2019, arXiv 1904.05391',
  params: { eta: [0.3, 'learning rate'], decay: [0.0005, 'weight decay'] },
  on: { 'presentation.end': { w: 'w - eta * pre.error.d * post.soma.x - eta * decay * w' } },
})
