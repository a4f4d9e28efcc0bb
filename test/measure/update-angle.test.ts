import { expect, test } from 'vitest'
import { angleBetween } from '../../src/measure/angle.ts'
import { updateAngle } from '../../src/measure/update-angle.ts'

let seed = 7
const random = (n: number) =>
  Float64Array.from({ length: n }, () => {
    seed = (seed * 48271) % 2147483647
    return (2 * seed) / 2147483647 - 1
  })

test('is the angle to minus the sum of outer products', () => {
  const [pre, post, samples] = [7, 5, 9]
  const rates = Array.from({ length: samples }, () => random(pre).map(x => Math.max(x, 0)))
  const errors = Array.from({ length: samples }, () => random(post))
  const gradient = new Float64Array(pre * post)
  rates.forEach((x, m) => {
    for (let i = 0; i < pre; i++) for (let j = 0; j < post; j++) gradient[i * post + j] += x[i] * errors[m][j]
  })
  const change = random(pre * post)
  const descent = gradient.map(g => -g)
  expect(updateAngle({ change, rates, errors })).toBeCloseTo(angleBetween(change, descent)!, 9)
  expect(updateAngle({ change: descent.map(g => 0.3 * g), rates, errors })).toBeCloseTo(0, 4)
  expect(updateAngle({ change: gradient, rates, errors })).toBeCloseTo(180, 4)
  expect(updateAngle({ change: new Float64Array(pre * post), rates, errors })).toBeUndefined()
})
