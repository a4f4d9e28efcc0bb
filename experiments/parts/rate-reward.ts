/** One number for all: the loss, or what it gained. */
import { action, habitual, surprised } from '../../models/neurons/bandit.ts'
import { judge, perturbed } from '../../models/neurons/perturbed.ts'
import { reinforce, reinforceTop, rewardHebb } from '../../models/rules/reward.ts'
import { hiddenOf, type Method } from './rate.ts'

/** A second pass with noise in every unit; each learns from its own noise and the change of the loss. */
export const nodePerturbation: Method = {
  name: 'node-perturbation',
  about: 'every unit tries noise and is told what the loss gained',
  unit: perturbed,
  top: judge,
  eta: 0.005, // at 0.02 one answer is given for all after three epochs
  projections: layers => [
    ...layers.slice(1).map((to, i) => ({
      name: `n${i + 1}`,
      from: i === 0 ? 'x0.soma.x' : `${layers[i]}.tried.x`,
      to: `${to}.tried`,
      weights: { tie: `w${i + 1}` },
    })),
    ...layers.slice(1).map(to => ({ name: `gain-${to}`, from: 'top.gain.l', to: `${to}.error`, weights: 1 })),
  ],
  order: layers => [
    ...hiddenOf(layers).map(l => `x${l}.tried`),
    'top.tried',
    'top.gain',
    'top.error',
    ...hiddenOf(layers).map(l => `x${l}.error`),
  ],
}

/** A bandit: the network chooses one of ten answers by chance, and every unit is told whether it was right. */
const bandit: Pick<Method, 'projections' | 'order'> = {
  projections: layers =>
    layers.slice(1).map(to => ({ name: `gain-${to}`, from: 'top.choice.gain', to: `${to}.error`, weights: 1 })),
  order: layers => ['top.choice', ...layers.slice(1).map(l => `${l}.error`)],
}

/** What a unit did by chance is tried against the reward: the gradient of the expected reward. */
export const reinforced: Method = {
  ...bandit,
  name: 'reinforce',
  about: 'every unit is told only whether the answer was right, and compares with its own chance',
  unit: surprised,
  top: action,
  rule: (layer, layers) => (layer === layers ? reinforceTop : reinforce),
  set: (eta, isTop) => ({ eta: isTop ? 0.1 : eta }), // at 0.3 some answers are never given again
  eta: 0.01,
}

/** Hidden units learn from activity before, activity behind and reward; the answering units as above, or they would not leave the first answers. */
export const rewardModulated: Method = {
  ...reinforced,
  name: 'reward-hebb',
  about: 'every hidden unit is told only whether the answer was right, and knows nothing of its own chance',
  unit: habitual,
  rule: (layer, layers) => (layer === layers ? reinforceTop : rewardHebb),
  eta: 0.0001,
}
