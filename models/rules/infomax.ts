import { rule } from '../../src/spec/define.ts'

const source = 'Linsker 1992, Neural Comput 4:691; lateral rule: Goodall 1960, Nature 185:557'

/** Ascends the information of the outputs about the inputs; the decay is the price of weights. A mode of variance c gets the squared gain 1 / decay - sigma^2 / c, or 0. */
export const infomax = rule({
  name: 'infomax',
  about: 'input times the output that lateral synapses have decorrelated',
  source,
  params: { eta: [0.005, 'learning rate'], decay: [1, 'weight decay, relative to eta'] },
  on: {
    'presentation.end': {
      w: 'w + eta / lanes * post.lateral.v * pre.soma.x - eta * decay * w',
      'pre.soma.mean': 'pre.soma.mean + pre.soma.x / (1 + pre.soma.batches) / lanes',
      'pre.soma.batches': 'pre.soma.batches + 1',
    },
  },
})

/** Lateral synapses learn until the lateral output is uncorrelated with all outputs but the unit's own: v becomes Q^-1 y. */
export const decorrelate = rule({
  name: 'decorrelate',
  about: 'anti-Hebb between lateral output and the outputs of others',
  source,
  params: { eta: [0.05, 'learning rate'] },
  on: {
    'presentation.end': {
      w: 'w - eta / lanes * post.lateral.v * pre.soma.y',
      'post.lateral.own': 'post.lateral.own + eta - eta / lanes * post.lateral.v * post.soma.y',
    },
  },
})
