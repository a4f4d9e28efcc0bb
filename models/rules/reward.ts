import { rule } from '../../src/spec/define.ts'
import type { Rule } from '../../src/spec/types.ts'

const source = 'Williams 1992, Machine Learning 8:229; Vasilaki, Fusi, Wang & Senn 2009, Biol Cybern 100:135'
const step = { w: 'w - eta * post.error.d * pre.soma.x', 'post.soma.b': 'post.soma.b - eta * post.error.d' }
const params: Rule['params'] = { eta: [0.01, 'learning rate'] }

/** Presynaptic activity times (reward less the usual) times (what the unit did less what it does on average). */
export const reinforce = rule({
  name: 'reinforce',
  about: 'reward times the chance part of the own activity',
  source,
  params,
  on: { 'presentation.end': step },
})

/** The same for the units of the actions, which also keep the usual reward. */
export const reinforceTop = rule({
  name: 'reinforce-top',
  about: 'the same, with the running mean of the reward',
  source,
  params: { ...params, slow: [0.02, 'rate of the usual reward'] },
  on: {
    'presentation.end': {
      ...step,
      'post.choice.usual': 'post.choice.usual + slow / lanes * post.choice.reward - slow * post.choice.usual',
    },
  },
})

/** Presynaptic activity times (reward less the usual) times (what the unit did less a constant); weights are bounded. */
export const rewardHebb = rule({
  ...reinforce,
  name: 'reward-hebb',
  about: 'reward times both activities',
  bounds: [-1, 1],
})
