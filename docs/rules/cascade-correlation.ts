/**
 * Cascade correlation on two spirals, or on MNIST: npx tsx docs/rules/cascade-correlation.ts [spirals | mnist] [units at most] [seed]
 */
import { type Dataset, dataset } from '../../src/data/dataset.ts'
import { loadDataset } from '../../src/node/sources.ts'
import { type Growth, grow } from './cascade-grow.ts'

/** Two interlocking spirals of 97 points each, three turns (Lang & Witbrock 1988); `between` moves each point half way to the next. */
const spirals = (between = 0): Dataset => {
  const images = new Uint8Array(2 * 194)
  const labels = new Uint8Array(194)
  for (let i = 0; i < 97; i++) {
    const [angle, radius] = [((i + between) * Math.PI) / 16, (6.5 * (104 - i - between)) / 104]
    for (const side of [0, 1]) {
      const [x, y] = [radius * Math.sin(angle), radius * Math.cos(angle)].map(v => (side ? -v : v))
      images.set(
        [x, y].map(v => Math.round(255 * (0.5 + v / 13))),
        2 * (2 * i + side),
      )
      labels[2 * i + side] = side
    }
  }
  return dataset({ name: 'spirals', source: 'made', images, labels, rows: 1, columns: 2, classes: 2 })
}

const [task = 'spirals', most = '30', seed = '1'] = process.argv.slice(2)
const common = { most: Number(most), pool: 8, seed: Number(seed) }
const growth: Growth =
  task === 'mnist'
    ? { ...common, data: await loadDataset('mnist', { train: 20000, test: 10000 }), patience: 2, epochs: 4, lanes: 500 }
    : { ...common, data: { train: spirals(), test: spirals(0.5) }, patience: 12, epochs: 200, span: 6.5 }

console.log('units  epochs  train %  test %')
for await (const { hidden, epochs, trainError, testError } of grow(growth))
  console.log(
    [
      String(hidden).padStart(5),
      String(epochs).padStart(7),
      (100 * trainError).toFixed(2).padStart(8),
      (100 * testError).toFixed(2).padStart(7),
    ].join(' '),
  )
