/**
 * What can be seen of a layer while it learns, as few numbers: aggregate statistics of its incoming weights, of its activity and of how its
 * activity answers to its inputs (Nayebi, Srivastava, Ganguli & Yamins 2020, NeurIPS, section 3).
 */

/** raw, absolute, squared x root mean square, mean, median, third quartile, variance: 15 numbers. */
export const statistics = (values: ArrayLike<number>): number[] =>
  transforms.flatMap(f => summary(Float64Array.from(values, f)))

const transforms: readonly ((x: number) => number)[] = [x => x, Math.abs, x => x * x]

const summary = (x: Float64Array): number[] => {
  const n = x.length
  const mean = x.reduce((sum, v) => sum + v, 0) / n
  const square = x.reduce((sum, v) => sum + v * v, 0) / n
  const sorted = x.sort()
  return [Math.sqrt(square), mean, quantile(sorted, 0.5), quantile(sorted, 0.75), Math.max(0, square - mean * mean)]
}

/** By linear interpolation between order statistics. */
const quantile = (sorted: Float64Array, q: number): number => {
  const at = q * (sorted.length - 1)
  const low = Math.floor(at)
  const high = Math.min(low + 1, sorted.length - 1)
  return sorted[low] + (at - low) * (sorted[high] - sorted[low])
}

export interface LayerState {
  weights: ArrayLike<number> // [pre][post]
  posts: number
  activity: ArrayLike<number> // [image][unit]
}

export interface Observed {
  weights: number[]
  activity: number[]
  /** Of the first 20 units alone. */
  fewUnits: number[]
  change: number[]
}

const FEW = 20

export const observe = ({ weights, posts, activity }: LayerState): Observed => ({
  weights: statistics(weights),
  activity: statistics(activity),
  fewUnits: statistics(Float64Array.from(activity).filter((_, i) => i % posts < FEW)),
  change: statistics(changes(weights, posts, activity)),
})

/**
 * For each image, the change of the summed activity of a layer with its inputs: (1 / posts) sum over inputs and over units that are active of
 * the weight between them. The slope of an active unit counts as 1, that of a silent one as 0.
 */
const changes = (weights: ArrayLike<number>, posts: number, activity: ArrayLike<number>): Float64Array => {
  const incoming = new Float64Array(posts)
  for (let i = 0; i < weights.length; i++) incoming[i % posts] += weights[i]
  return Float64Array.from({ length: activity.length / posts }, (_, image) => {
    let sum = 0
    for (let j = 0; j < posts; j++) if (activity[image * posts + j] > 0) sum += incoming[j]
    return sum / posts
  })
}
