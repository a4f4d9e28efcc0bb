/** Hidden layers that learn without labels and without errors, under a readout that learns from its own error. */
import { contrast, rectifying } from '../../models/neurons/feature.ts'
import { infomaxUnit } from '../../models/neurons/infomax.ts'
import { descend } from '../../models/rules/descend.ts'
import { hebb, rivals } from '../../models/rules/hebb.ts'
import { decorrelate, infomax } from '../../models/rules/infomax.ts'
import { hiddenOf, type Method } from './rate.ts'

export const nonlinearHebb: Method = {
  name: 'nonlinear-hebb',
  about: 'units grow towards what drives them, and inhibit those that answer with them',
  input: contrast,
  unit: rectifying,
  rule: (layer, layers) => (layer === layers ? descend : hebb),
  set: (eta, isTop) => ({ eta: isTop ? 0.3 : eta }),
  eta: 0.2,
  projections: layers =>
    hiddenOf(layers).map(l => ({
      name: `rivals${l}`,
      from: `x${l}.soma.x`,
      to: `x${l}.rival`,
      connect: 'pre.unit != post.unit',
      weights: 0,
      rule: rivals,
    })),
  order: layers => [...hiddenOf(layers).map(l => `x${l}.rival`), 'top.error'],
}

export const infomaxFeatures: Method = {
  name: 'infomax',
  about: 'units keep what they can of the image, each something else',
  input: contrast,
  unit: infomaxUnit,
  rule: (layer, layers) => (layer === layers ? descend : infomax),
  set: (eta, isTop) => ({ eta: isTop ? 0.3 : eta }),
  eta: 0.005,
  projections: layers =>
    hiddenOf(layers).map(l => ({
      name: `lateral${l}`,
      from: `x${l}.soma.y`,
      to: `x${l}.lateral`,
      connect: 'pre.unit != post.unit',
      weights: 0,
      rule: decorrelate,
    })),
  order: layers => [...hiddenOf(layers).map(l => `x${l}.lateral`), 'top.error'],
}
