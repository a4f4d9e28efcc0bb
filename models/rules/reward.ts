import { rule } from '../../src/spec/define.ts'

const equations = { w: 'w - eta * post.error.d * pre.soma.x', 'post.soma.b': 'post.soma.b - eta * post.error.d' }
const source = 'Williams 1992, Machine Learning 8:229; Vasilaki, Fusi, Wang & Senn 2009, Biol Cybern 100:135'
const params: Record<string, [number, string]> = { eta: [0.5, 'learning rate'] }

/** Presynaptic activity times (reward less the usual) times (what the unit did less what it does on average). */
export const rewardHebb = rule({
  name: 'reward-hebb',
  about: 'reward times the chance part of the own activity',
  source,
  params,
  on: { 'presentation.end': equations },
})

/** The same for the units of the actions, which also keep the usual reward. */
export const rewardHebbTop = rule({
  name: 'reward-hebb-top',
  about: 'the same, with the running mean of the reward',
  source,
  params: { ...params, slow: [0.02, 'rate of the usual reward'] },
  on: {
    'presentation.end': {
      ...equations,
      'post.choice.usual': 'post.choice.usual + slow / lanes * post.choice.reward - slow * post.choice.usual',
    },
  },
})
