/** Rules whose updates carry noise: how exact a learning signal has to be (Kunin et al. 2020, arXiv 2003.01513, section 5). */
import { descend } from '../../models/rules/descend.ts'
import { pairs } from '../../src/spec/model.ts'
import type { Equations, Projection, Rule } from '../../src/spec/types.ts'
import type { Method } from './rate.ts'

export interface Noise {
  forward?: number // standard deviation, in units of the learning rate, on the forward weights
  feedback?: number // the same on the feedback weights
}

/** Lanes draw each for themselves and their terms are summed: the sum has the deviation of one draw. */
const draw = 'eta * jitter / sqrt(lanes) * randn()'
const jitter: [number, string] = [0, 'standard deviation of the noise of an update, in units of the learning rate']

/** The rule with noise on the weight after every batch. */
export const noisyRule = (rule: Rule): Rule => ({
  ...rule,
  name: `${rule.name}-noisy`,
  about: `${rule.about}, with noise on every update`,
  params: { ...rule.params, jitter },
  on: Object.fromEntries(Object.entries(rule.on).map(([event, equations]) => [event, withNoise(equations)])),
})

const withNoise = (equations: Equations): Equations => {
  const on = pairs(equations).map(([name, text]) => (name === 'w' ? [name, `${text} + ${draw}`] : [name, text]))
  return Object.fromEntries(on) as Equations
}

/** Noise alone: for weights that move by themselves, such as those that step towards others. */
const noiseAlone: Rule = {
  kind: 'rule',
  name: 'jitter',
  about: 'noise on the weight after every batch',
  source: 'Kunin, Nayebi, Sagastuy-Brena, Ganguli, Bloom & Yamins 2020, ICML, arXiv 2003.01513',
  params: { eta: [0.05, 'learning rate'], jitter },
  on: { 'presentation.end': { w: `w + ${draw}` } },
}

/** The method with noise on its updates. Feedback weights are those named b2, b3, ..; what is a copy of others has no updates of its own. */
export const noisy = (method: Method, { forward = 0, feedback = 0 }: Noise): Method => ({
  ...method,
  rule: (layer, layers) => {
    const rule = method.rule ? method.rule(layer, layers) : descend
    return rule && forward > 0 ? noisyRule(rule) : rule
  },
  set: (eta, isTop) => ({
    ...(method.set ?? (rate => ({ eta: rate })))(eta, isTop),
    ...(forward > 0 ? { jitter: forward } : {}),
  }),
  projections: layers => (method.projections?.(layers) ?? []).map(p => noisyFeedback(p, feedback)),
})

const noisyFeedback = (p: Projection, sd: number): Projection => {
  if (!/^b\d+$/.test(p.name ?? '') || sd === 0 || isCopy(p)) return p
  const rule = p.rule ? noisyRule(p.rule) : noiseAlone
  return { ...p, rule, set: { ...p.set, jitter: sd } }
}

const isCopy = ({ weights }: Projection): boolean => typeof weights === 'object' && 'tie' in weights
