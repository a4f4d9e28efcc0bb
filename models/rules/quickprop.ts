import { rule } from '../../src/spec/define.ts'

/**
 * Steps to the minimum of a parabola through the slopes of now and of the step before; never more than `grow` times the step before. Slopes are those of the
 * sum over the batch, divided by its size.
 */
export const quickprop = rule({
  name: 'quickprop',
  about: 'parabola through two slopes of a batch',
  source: 'Fahlman 1988, CMU-CS-88-162; Fahlman & Lebiere 1990, CMU-CS-90-100',
  params: {
    eps: [0.35, 'plain descent where the slope keeps its sign'],
    grow: [1.75, 'largest ratio of two steps'],
    decay: [0.0001, 'weight decay'],
  },
  synapse: { last: 0, step: 0 },
  on: {
    'presentation.end': {
      g: '-sum(lanes, post.error.d * pre.soma.x) / lanes - decay * w',
      far: 'step * g > grow / (1 + grow) * step * last',
      jump: 'step == 0 ? 0 : far ? grow * step : step * g / (last - g)',
      step: 'jump + (step * g >= 0 ? eps * g : 0)',
      last: 'g',
      w: 'w + step',
    },
  },
})

/** Covariance s of an error with a candidate over the batch; the weight is its sign. */
export const covary = rule({
  name: 'covary',
  about: 'sign of the covariance over the batch',
  source: 'Fahlman & Lebiere 1990, CMU-CS-90-100, eq 1',
  params: {},
  synapse: { s: 0 },
  on: { 'show.end': { s: 'sum(lanes, pre.residual.c * post.centre.c)', w: 'sign(s)' } },
})
