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

/**
 * Drive and response: white noise through the unit, slope and all, or through the bare weights; rates centred over the batch through the bare weights, as
 * they are or in units of their root mean square. A rectifier lets half of the noise pass, so that feedback driven through it is half as large.
 */
export type Drive = 'noise' | 'bare-noise' | 'rates' | 'scaled-rates'
/** The compartments of the two ends. */
export const ends: Record<Drive, [lower: string, upper: string]> = {
  noise: ['noise', 'mirror'],
  'bare-noise': ['noise', 'linear'],
  rates: ['centre', 'linear'],
  'scaled-rates': ['scaled', 'linear'],
}

/** The step of the forward weight, exchanged: the other half of Kolen-Pollack, which does not ask what drives the alignment. */
const tiedTerm = '- forward * pre.error.d * post.soma.x'

/** `tied`: the feedback also takes the step of the forward weights, at their rate `forward`. */
export const alignment = (name: string, primitives: Primitive[], drive: Drive, tied = false): Rule => {
  const [lower, upper] = ends[drive]
  const [x, y] = [`post.${lower}.x`, `pre.${upper}.y`]
  const slow: Table<string> =
    drive === 'noise' ? { 'pre.mirror.mean': 'pre.mirror.mean + slow / lanes * pre.mirror.y' } : {}
  return rule({
    name,
    about: `feedback learns from ${primitives.join(', ')}, driven by ${drive}`,
    source: 'Kunin, Nayebi, Sagastuy-Brena, Ganguli, Bloom & Yamins 2020, ICML, arXiv 2003.01513, eqs 2-6',
    params: {
      eta: [0.05, 'learning rate of the feedback'],
      ...Object.fromEntries(primitives.map(p => [p, [1, about[p]] as [number, string]])),
      ...(tied ? { forward: [0.05, 'learning rate of the forward weights'] as [number, string] } : {}),
      ...(drive === 'noise' ? { slow: [0.02, 'rate of the slow mean of the response'] as [number, string] } : {}),
    },
    on: {
      'presentation.end': {
        w: ['w', ...primitives.map(p => terms[p](x, y)), ...(tied ? [tiedTerm] : [])].join(' '),
        ...slow,
      },
    },
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
