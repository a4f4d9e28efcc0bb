import { rule } from '../../src/spec/define.ts'

/** Gradient descent on whatever error reaches the postsynaptic unit; with exact transposes as feedback it is backpropagation. */
export const descend = rule({
  name: 'descend',
  about: 'presynaptic rate times postsynaptic error',
  source: 'Rumelhart, Hinton & Williams 1986, Nature 323:533',
  params: { eta: [0.3, 'learning rate'], decay: [0, 'weight decay'] },
  on: {
    'presentation.end': {
      w: 'w - eta * post.error.d * pre.soma.x - eta * decay * w',
      'post.soma.b': 'post.soma.b - eta * post.error.d',
    },
  },
})
