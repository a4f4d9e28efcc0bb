/** Online alternating minimisation: first the codes of the hidden layers, from the top down, then all weights at once. */
import { codeTop, firstCode, nextCode } from '../../models/neurons/code.ts'
import { adamHalving, adamOfCodes } from '../../models/rules/adam.ts'
import { hiddenOf, type Method } from './rate.ts'

export const alternating: Method = {
  name: 'alternating-minimisation',
  about: 'codes move to where the layer above wants them, then each layer learns its code',
  lanes: 200,
  unit: layer => (layer === 1 ? firstCode : nextCode),
  top: codeTop,
  rule: layer => (layer === 1 ? adamHalving : adamOfCodes),
  eta: 0.008,
  projections: layers =>
    hiddenOf(layers).flatMap(l => {
      const [below, above, w] = [layers[l], layers[l + 1], { tie: `w${l + 1}` }]
      const wanted = above === 'top' ? 'top.error.pull' : `${above}.error.d`
      return [
        { name: `guess${l}`, from: `${below}.here.x`, to: `${above}.guess`, weights: w },
        { name: `pull${l}`, from: wanted, to: `${below}.code`, weights: w },
      ]
    }),
  order: () => [],
  after: layers => [
    ...hiddenOf(layers)
      .reverse()
      .map(l => ({
        name: `code${l}`,
        lasts: '5 ticks' as const,
        order: [`x${l}.here`, `${layers[l + 1]}.guess`, `${layers[l + 1]}.error`, `x${l}.code`],
      })),
    {
      name: 'fit',
      order: [
        ...hiddenOf(layers).flatMap(l => [`x${l}.here`, `${layers[l + 1]}.guess`]),
        ...layers.slice(1).map(l => `${l}.error`),
      ],
    },
  ],
}
