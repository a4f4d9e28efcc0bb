import { rule } from '../../src/spec/define.ts'

/**
 * Spike timing dependent weight inference: at each spike of the unit above, the weight follows the fast less the slow trace of the unit below, whose spikes
 * may have caused it.
 */
export const stdwi = rule({
  name: 'stdwi',
  about: 'feedback weights from the traces of the unit below at each spike of the unit above',
  source: 'Ahmad, Ambrogioni & van Gerven 2020, arXiv 2011.00977, eqs 4-7',
  params: {
    fast: ['20 ms', 'time constant of the fast trace'],
    slow: ['200 ms', 'time constant of the slow trace'],
    eta: [0.001, 'learning rate'],
    decay: [0.1, 'decay of the weight at a spike, relative to eta'],
    sd: [0.0417, 'standard deviation of the feedback weights'],
  },
  post: {
    state: { near: 0, far: 0 },
    step: { near: 'near * exp(-dt / fast) + post.spike', far: 'far * exp(-dt / slow) + post.spike * (fast / slow)' },
  },
  synapse: { beta: 0 },
  on: {
    'pre.spike': { beta: 'beta + eta * pre.spike * (post.near - post.far - decay * beta)' },
    'copy.end': {
      spread: 'sqrt(sum(all, beta * beta) / (fan.in * fan.out))',
      w: 'spread > 0 ? beta * sd / spread : w',
    },
  },
})
