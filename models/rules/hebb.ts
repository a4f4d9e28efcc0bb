import { rule } from '../../src/spec/define.ts'

/** Presynaptic activity times a nonlinear function of the postsynaptic drive; the weights of a unit keep length 1. Steps become smaller with time. */
export const hebb = rule({
  name: 'nonlinear-hebb',
  about: 'Hebb with a nonlinear postsynaptic factor and weights of constant length',
  source: 'Brito & Gerstner 2016, PLoS Comput Biol 12:e1005070, eq 2',
  params: {
    eta: [0.2, 'learning rate at the start'],
    half: [200, 'batches after which it is half as large'],
    slow: [0.02, 'rate of the slow mean square'],
  },
  post: { learned: { batches: 0 }, on: { 'presentation.end': { batches: 'batches + 1' } } },
  on: {
    'show.end': {
      w: 'w + eta / (1 + post.batches / half) / lanes * post.rival.grow * pre.soma.x',
      'pre.soma.mean': 'pre.soma.mean + pre.soma.x / (1 + pre.soma.batches) / lanes',
      'pre.soma.batches': 'pre.soma.batches + 1',
      'post.soma.power': 'post.soma.power + slow / lanes * post.soma.v * post.soma.v - slow * post.soma.power',
    },
    'presentation.end': { w: 'w / sqrt(sum(pre, w * w))' },
  },
})

/** Units that answer together more often than by chance inhibit each other. */
export const rivals = rule({
  name: 'rivals',
  about: 'anti-Hebbian inhibition between units that are active together',
  source: 'Foldiak 1990, Biol Cybern 64:165, eq 3',
  params: { eta: [0.1, 'learning rate'], often: [0.03, 'how often a unit should answer'] },
  on: { 'show.end': { w: 'w + eta / lanes * pre.rival.on * post.rival.on - eta * often * often' } },
  bounds: [0, 10],
})
