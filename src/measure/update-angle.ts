/** How far what a rule did to the weights of a layer lies from what backpropagation would have done. */
import { angleOfSums } from './angle.ts'

export interface LayerBatch {
  change: Float64Array // of the weights, [pre][post]
  rates: Float64Array[] // of the layer below, by sample
  errors: Float64Array[] // dLoss / dPotential of the layer, by sample
}

/** Angle in degrees between the change and the descent of the gradient, the sum over samples of rate times error; undefined where one of them is 0. */
export const updateAngle = ({ change, rates, errors }: LayerBatch): number | undefined => {
  let [along, own, exact] = [0, 0, 0]
  for (let k = 0; k < change.length; k++) own += change[k] * change[k]
  rates.forEach((x, m) => {
    along -= bilinear(x, change, errors[m])
    // The gradient itself is never made: the square of a sum of outer products is a sum over pairs of samples.
    for (let n = 0; n <= m; n++) exact += (n < m ? 2 : 1) * dot(x, rates[n]) * dot(errors[m], errors[n])
  })
  return angleOfSums(along, own, exact)
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

const bilinear = (x: Float64Array, w: Float64Array, e: Float64Array): number => {
  let sum = 0
  for (let i = 0, k = 0; i < x.length; i++, k += e.length) {
    if (x[i] === 0) continue
    let row = 0
    for (let j = 0; j < e.length; j++) row += w[k + j] * e[j]
    sum += x[i] * row
  }
  return sum
}
