/** A rate network that sees images at half their size: each input is the mean of 2 x 2 pixels. */
import { meanOfPixels, pixel } from '../../models/neurons/pixel.ts'
import type { Drive, Experiment, Phase, Population, Table } from '../../src/spec/types.ts'

const shown = 'x0.soma.x'

/** `network`: as rateNetwork makes it, for images of twice `side` pixels a side, with x0 in the place of pixels. */
export const atHalfSize = <E extends Omit<Experiment, 'kind'>>(network: E, side: number): E => ({
  ...network,
  populations: {
    eye: { neuron: pixel, shape: [2 * side, 2 * side] },
    ...network.populations,
    x0: { neuron: meanOfPixels, shape: [side, side] },
  } satisfies Table<Population>,
  projections: [
    {
      name: 'pool',
      from: 'eye.soma.x',
      to: 'x0.soma',
      connect: 'floor(pre.row / 2) == post.row && floor(pre.column / 2) == post.column',
      weights: 0.25,
    },
    ...network.projections,
  ],
  train: network.train.map(stage => ({ ...stage, ...(stage.phases ? { phases: stage.phases.map(seen) } : {}) })),
  ...(network.test ? { test: { ...network.test, phases: network.test.phases.map(seen) } } : {}),
})

const seen = (phase: Phase): Phase => {
  if (!phase.drive?.[shown]) return phase
  const { [shown]: image, ...others } = phase.drive
  const drive: Table<Drive> = { 'eye.soma.x': image, ...others }
  return { ...phase, drive, ...(phase.order ? { order: ['x0', ...phase.order.filter(item => item !== 'x0')] } : {}) }
}
