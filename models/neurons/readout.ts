import { neuron } from '../../src/spec/define.ts'
import type { Neuron } from '../../src/spec/types.ts'
import { potential, type Switches, settle, summed, switched, synapses } from './pyramidal.ts'

const euler = 'v + dt * (g_d * (basal.v - v) - g_l * v + teach * g_e * ((label > 0 ? e : -e) - v))'
const steady = '(g_d * basal.v + teach * g_e * (label > 0 ? e : -e)) / (g_l + g_d + teach * g_e) + 0 * v'

/** Conductances of an output unit, with spikes or without. */
export const teaching: Neuron['params'] = {
  g_l: ['0.1 /ms', 'leak conductance'],
  g_d: ['0.6 /ms', 'conductance from the dendrite to the soma'],
  g_e: ['1 /ms', 'teaching conductance'],
  e: [8, 'reversal potential of the teaching current'],
}

type Own = Pick<Switches, 'window' | 'conductances' | 'feedforwardFrom'>

const unit = (name: string, about: string, s: Own): Neuron => {
  const after = s.window === 'afterSettle'
  const mean = (of: string, sum: string) => (after ? `soma.${sum} / soma.n` : `average(soma.${of}, window)`)
  return neuron({
    name,
    about,
    source: 'Guerguiev, Lillicrap & Richards 2017, eLife 6:e22901, eqs 11-16',
    params: {
      ...teaching,
      ...synapses,
      max: ['200 Hz', 'maximal firing rate'],
      swing: [20, 'scale of the learning signal'],
      ...(after ? settle : {}),
    },
    compartments: {
      basal: {
        about: 'synapses from the layer below',
        input: 1,
        learned: { b: '0.8 + 0.003465 * (rand() - 0.5)' },
        step: { v: s.feedforwardFrom === 'rates' ? 'b + input' : `b + ${potential('input')}` },
      },
      soma: {
        about: 'site of firing, taught in the target phase',
        state: { v: 0, teach: 0, label: 0, vf: 0, delta: 0, miss: 0, ...(after ? { sum: 0, high: 0, n: 0 } : {}) },
        step: {
          v: s.conductances === false ? steady : euler,
          rho: 'sigmoid(v)',
          ...(after
            ? { ...summed('v'), high: 'phase.time < settle ? 0 : high + rho', n: 'phase.time < settle ? 0 : n + 1' }
            : {}),
        },
      },
    },
    events: { spike: 'poisson(max * soma.rho * dt)' },
    on: {
      'forward.end': { 'soma.vf': mean('v', 'sum') },
      'target.end': {
        'soma.miss': `${mean('rho', 'high')} - sigmoid(soma.vf)`,
        'soma.delta': 'swing * g_d / (g_l + g_d) * sigmoid(soma.vf) * (1 - sigmoid(soma.vf)) * soma.miss',
      },
    },
  })
}

/** Output unit with a dendrite, a soma and teaching conductances that act in the target phase. */
export const readout = unit('readout', 'output unit with teaching conductances', {})

/** With switches of the published program; without any, `readout` itself. */
export const readoutWith = ({ window, conductances, feedforwardFrom }: Switches): Neuron => {
  const own = Object.fromEntries(
    Object.entries({ window, conductances, feedforwardFrom }).filter(([, v]) => v !== undefined),
  ) as Own
  const names = switched(own)
  if (names.length === 0) return readout
  return unit(
    ['readout', ...names].join('-'),
    `output unit with teaching conductances; switches: ${names.join(', ')}`,
    own,
  )
}
