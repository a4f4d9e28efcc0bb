import { neuron } from '../../src/spec/define.ts'

/**
 * Projection of a layer whose directions are to be as similar, image by image, as the labels are: the loss is the mean square of (S - T) over
 * pairs of a batch. With u the directions and y those of the labels, (S - T) u = u (u'u) - y (y'u): no pair of images is ever compared; two
 * lateral projections hold the sums over the batch.
 */
export const similar = neuron({
  name: 'similar',
  about: 'direction of a projection, pulled towards the similarities of the labels',
  source: 'Nøkland & Eidnes 2019, ICML, arXiv 1901.06656, eq 2',
  params: { share: [1, 'factor on the loss that is sent to the layer'] },
  compartments: {
    soma: {
      about: 'projection of the layer',
      input: 1,
      step: { c: 'input - sum(all, input) / size', n: 'sqrt(sum(all, c * c)) + 1e-8', u: 'c / n' },
    },
    own: { about: 'through the second moments of the directions', input: 1, step: { q: 'input' } },
    label: { about: 'from the labels, through their moments with the directions', input: 1, step: { q: 'input' } },
    error: {
      about: 'gradient with respect to the projection',
      step: {
        g: '4 * (own.q - label.q) / (lanes * lanes)',
        a: '(g - sum(all, g * soma.u) * soma.u) / soma.n',
        d: 'a - sum(all, a) / size',
        down: 'share * d',
      },
    },
  },
})
