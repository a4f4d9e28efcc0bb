import { rule } from '../../src/spec/define.ts'
import type { Rule, Table } from '../../src/spec/types.ts'

export type Primitive = 'decay' | 'amp' | 'null' | 'sparse'

/**
 * The descent of four of the five regularisers of Kunin et al. 2020 on a feedback weight, from an upper (pre) to a lower (post) unit.
 * The fifth, `self`, reads another weight: weights `{ toward }`. x: what drives the lower unit; y: the upper unit's response to it through
 * the forward weights; q: y sent down through the feedback weights; r: x sent up through them.
 */
const terms: Record<Primitive, (x: string, y: string) => string> = {
  decay: () => '- eta * decay * w',
  amp: (x, y) => `+ eta * amp / lanes * ${x} * ${y}`,
  null: (_x, y) => `- eta * null / lanes * post.recon.q * ${y}`,
  sparse: x => `- eta * sparse / lanes * ${x} * pre.climb.r`,
}

const about: Record<Primitive, string> = {
  decay: 'shrinks the weight: needs only itself',
  amp: 'Hebb: lower drive times upper response',
  null: 'anti-Hebb on the reconstruction of the lower unit',
  sparse: 'needs the sum over all feedback synapses of the upper unit, run backwards',
}

/** Drive and response: white noise through the unit, or rates centred over the batch through the bare weights. */
export type Drive = 'noise' | 'rates'
const ends: Record<Drive, [x: string, y: string]> = {
  noise: ['post.noise.x', 'pre.mirror.y'],
  rates: ['post.centre.x', 'pre.linear.y'],
}

export const alignment = (name: string, primitives: Primitive[], drive: Drive): Rule => {
  const [x, y] = ends[drive]
  const slow: Table<string> =
    drive === 'noise' ? { 'pre.mirror.mean': 'pre.mirror.mean + slow / lanes * pre.mirror.y' } : {}
  return rule({
    name,
    about: `feedback learns from ${primitives.join(', ')}, driven by ${drive}`,
    source: 'Kunin, Nayebi, Sagastuy-Brena, Ganguli, Bloom & Yamins 2020, ICML, arXiv 2003.01513, eqs 2-6',
    params: {
      eta: [0.05, 'learning rate of the feedback'],
      ...Object.fromEntries(primitives.map(p => [p, [1, about[p]] as [number, string]])),
      ...(drive === 'noise' ? { slow: [0.02, 'rate of the slow mean of the response'] as [number, string] } : {}),
    },
    on: { 'presentation.end': { w: `w ${primitives.map(p => terms[p](x, y)).join(' ')}`, ...slow } },
  })
}

/** Weight mirror (Akrout et al. 2019): Hebb under noise, with decay. */
export const mirror = alignment('mirror', ['decay', 'amp'], 'noise')
/** Information alignment. */
export const information = alignment('information', ['decay', 'amp', 'null'], 'noise')
/** Activation alignment. */
export const activation = alignment('activation', ['amp', 'sparse'], 'noise')
/** Activation alignment with the rates of the task in the place of noise. */
export const activationRates = alignment('activation-rates', ['amp', 'sparse'], 'rates')
