/** Kernel rules: a layer depends on the label and on nothing else. Gaussian kernels run on the host, in double; the cosine kernel needs none. */
import { cosineGroup, cosineUnit, gaussianGroup, grouped } from '../../models/neurons/dependent.ts'
import { labelPairs, remember } from '../../models/neurons/remember.ts'
import { residualTop } from '../../models/neurons/residual.ts'
import { adam } from '../../models/rules/adam.ts'
import { descend } from '../../models/rules/descend.ts'
import { outer } from '../../models/rules/outer.ts'
import { thirdFactor } from '../../models/rules/third-factor.ts'
import type { Neuron, Projection } from '../../src/spec/types.ts'
import { downward, hiddenOf, type Method } from './rate.ts'
import { backprop } from './rate-feedback.ts'
import { type LocalLoss, labels, localMethod } from './rate-local.ts'

const kernelMethod = (
  name: string,
  about: string,
  lanes: number,
  routine: (l: number) => Partial<Projection>,
): Method => ({
  name,
  about,
  lanes,
  rule: () => adam,
  eta: 0.001,
  populations: () => labels.populations,
  projections: layers => hiddenOf(layers).map(l => ({ name: `k${l}`, from: [], to: `x${l}.error`, ...routine(l) })),
  order: layers => ['label', 'top.error', ...hiddenOf(layers).map(l => `x${l}.error`)],
  drive: () => labels.drive,
})

export const hsicBottleneck = kernelMethod(
  'hsic-bottleneck',
  'each layer keeps what tells of the label and drops what tells of the image',
  256,
  l => ({
    from: ['x0.soma.x', 'label.soma.x', `x${l}.soma.x`],
    routine: 'hsic',
    set: { sigma: 5, lambda: 50, eps: 0.00001 },
  }),
)

const phsic = { routine: 'phsic', set: { sigma: 5, gamma: 2 } }

export const plausibleHsic = kernelMethod('phsic', 'the kernel bottleneck without double centring', 128, l => ({
  from: ['label.soma.x', `x${l}.soma.x`],
  ...phsic,
}))

const members = (size: number, groups?: number): number => (groups ? size / groups : 1)

/** What the units of kernel population k<l> see of layer x<l>: each a unit, or the spread of a group. */
const values = (l: number, groups?: number): Projection[] => [
  {
    name: `v${l}`,
    from: groups ? `x${l}.spread.square` : `x${l}.soma.x`,
    to: `k${l}.soma`,
    connect: groups ? 'pre.group == post.unit' : 'one-to-one',
    weights: 1,
  },
  {
    name: `back${l}`,
    from: `k${l}.back.down`,
    to: `x${l}.error`,
    connect: groups ? 'pre.unit == post.group' : 'one-to-one',
    weights: 1,
  },
]

/** pHSIC of the cosine kernel: two lateral projections hold sums over the batch. */
const cosineLoss = (groups?: number): LocalLoss => ({
  populations: (_, l, size) => kernelUnits(l, size, groups ? cosineGroup : cosineUnit, groups),
  projections: (_, l) => [
    ...values(l, groups),
    { name: `own${l}`, from: `k${l}.soma.u`, to: `k${l}.own`, weights: 0, rule: outer },
    { name: `label${l}`, from: 'label.soma.u', to: `k${l}.label`, weights: 0, rule: outer },
    { name: `mean${l}`, from: 'label.mean.k', to: `k${l}.mean`, weights: 1 },
  ],
  drive: () => ({}),
  first: l => [...(groups ? [`x${l}.spread`] : []), `k${l}.soma`],
  second: l => [`k${l}.own`, `k${l}.label`, `k${l}.mean`, `k${l}.error`, `k${l}.back`],
  shared: labels,
})

const gaussianLoss = (groups: number): LocalLoss => ({
  populations: (_, l, size) => kernelUnits(l, size, gaussianGroup, groups),
  projections: (_, l) => [
    ...values(l, groups),
    { name: `h${l}`, from: ['label.soma.x', `k${l}.soma.c`], to: `k${l}.error`, ...phsic },
  ],
  drive: () => ({}),
  first: l => [`x${l}.spread`, `k${l}.soma`],
  second: l => [`k${l}.error`, `k${l}.back`],
  shared: labels,
})

const kernelUnits = (l: number, size: number, neuron: Neuron, groups?: number) => ({
  [`k${l}`]: { neuron, size: groups ?? size, set: { n: members(size, groups) } },
})

export const cosineHsic = localMethod('phsic-cosine', 'the kernel bottleneck with the cosine kernel, without pairs', [
  cosineLoss(),
])

/** Groups: 50 of ten units in a layer of 500, 32 of eight in one of 256. */
export const groupedCosineHsic = (groups: number): Method => ({
  ...localMethod('phsic-cosine-grouped', 'the kernel bottleneck with the cosine kernel of group spreads', [
    cosineLoss(groups),
  ]),
  unit: grouped,
  groups,
})

export const groupedHsic = (groups: number): Method => ({
  ...localMethod('phsic-grouped', 'the kernel bottleneck with the Gaussian kernel of group spreads', [
    gaussianLoss(groups),
  ]),
  unit: grouped,
  groups,
})

/** One loss for the whole network, whose error every way of sending errors down may carry; here the exact transpose. */
export const robustHsic: Method = {
  ...backprop,
  name: 'robust-hsic',
  about: 'backpropagation of the dependence of the residual on the image, in the place of the cross-entropy',
  lanes: 128,
  top: residualTop,
  rule: () => adam,
  eta: 0.001,
  score: 'soma.p + offset.b',
  projections: layers => [
    ...backprop.projections!(layers),
    {
      name: 'dependence',
      from: ['x0.soma.x', 'top.residual.r'],
      to: 'top.error',
      routine: 'residual-hsic',
      set: { scale: 1, inputScale: 22 },
    },
  ],
  order: layers => ['top.residual', ...downward(layers), 'top.offset'],
}

/** Batches only serve the speed: each image is compared with those that its lane showed before. */
export const thirdFactorHsic = (samples = 16): Method => {
  const lags = Array.from({ length: samples }, (_, k) => k + 1)
  return {
    name: 'phsic-three-factor',
    about:
      'the kernel bottleneck with a memory of earlier samples and one number for each that the whole layer is told',
    unit: remember(samples),
    rule: (layer, layers) => (layer === layers ? descend : thirdFactor),
    set: (eta, isTop) => ({ eta: isTop ? 0.3 : eta }),
    eta: 10,
    populations: () => ({ label: { neuron: labelPairs(samples), size: 10 } }),
    projections: layers =>
      hiddenOf(layers).flatMap(l =>
        lags.map(k => ({ name: `pair${l}-${k}`, from: `label.soma.k${k}`, to: `x${l}.pair${k}`, weights: 1 })),
      ),
    order: layers => [
      'label',
      'top.error',
      ...hiddenOf(layers).flatMap(l => [`x${l}.mean`, ...lags.map(k => `x${l}.pair${k}`), `x${l}.error`]),
    ],
    drive: () => labels.drive,
  }
}
