/**
 * What does a neuron's spike cause? Estimators of causal effects: docs/causal-effect.md. All are pure, take one window (or spike) at a
 * time, and merge: the sums of replicas add up to the sums of one long run.
 */
export * from './discontinuity/agreement.ts'
export * from './discontinuity/all-spike.ts'
export { piecewiseConstant } from './discontinuity/constant.ts'
export * from './discontinuity/covariate.ts'
export * from './discontinuity/effect-line.ts'
export type { Estimate } from './discontinuity/estimate.ts'
export * from './discontinuity/innovation.ts'
export * from './discontinuity/kernel.ts'
export { piecewiseLinear } from './discontinuity/linear.ts'
export { centred, copyKnown, type EffectMatrix, effectAt, shrunken } from './discontinuity/matrix.ts'
export * from './discontinuity/pairs.ts'
export * from './discontinuity/panel.ts'
export * from './discontinuity/perturbation.ts'
export { noResponse, pushResponse, type ResponseRing, readMean, readResponse } from './discontinuity/response.ts'
export * from './discontinuity/truth.ts'
export {
  addWindow,
  everyWindow,
  type Margin,
  mergeWindows,
  noWindows,
  oneSided,
  type WindowOptions,
  type WindowSums,
  within,
} from './discontinuity/windows.ts'
