import { rule } from '../../src/spec/define.ts'

/** Weight mirror with spikes: covariance of the spike counts of two units in windows of `span`, as they are driven by noise. */
export const spikeMirror = rule({
  name: 'spike-mirror',
  about: 'feedback weights from the covariance of spike counts',
  source: 'Akrout, Wilson, Humphreys, Lillicrap & Tweed 2019, NeurIPS, arXiv 1904.05391, eq. 16; with spike counts',
  params: {
    span: ['100 ms', 'time over which spikes are counted'],
    slow: [0.01, 'rate of the running means of the counts'],
    eta: [0.001, 'learning rate'],
    decay: [0.001, 'decay of the weight in each count'],
    sd: [0.0417, 'standard deviation of the feedback weights'],
  },
  pre: {
    learned: { mean: 0 },
    state: { count: 0, x: 0 },
    step: { count: 'average(pre.spike, span)' },
    on: { 'drive.end': { x: 'pre.count - pre.mean', 'pre.mean': 'pre.mean + slow * (pre.count - pre.mean)' } },
  },
  post: {
    learned: { mean: 0 },
    state: { count: 0, x: 0 },
    step: { count: 'average(post.spike, span)' },
    on: { 'drive.end': { x: 'post.count - post.mean', 'post.mean': 'post.mean + slow * (post.count - post.mean)' } },
  },
  synapse: { beta: 0 },
  on: {
    'drive.end': { beta: 'beta + eta * pre.x * post.x - decay * beta' },
    'copy.end': {
      spread: 'sqrt(sum(all, beta * beta) / (fan.in * fan.out))',
      w: 'spread > 0 ? beta * sd / spread : w',
    },
  },
})
