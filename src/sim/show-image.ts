/** Shows single images to a trained network: a digit that somebody draws. Learning is off, and every image begins from zero state. */
import type { Backend } from '../backend/backend.ts'
import type { Dataset } from '../data/dataset.ts'
import { DataError, SpecError } from '../errors.ts'
import { planExperiment } from '../plan/build.ts'
import type { Experiment } from '../spec/types.ts'
import { portableSha256 } from './hash.ts'
import { type Files, type Learned, loadNetwork, writeLearned } from './network.ts'
import type { Recorded } from './record.ts'
import { testImages } from './test.ts'

export interface Picture {
  pixels: Uint8Array // [rows * columns], 0 to 255
  rows: number
  columns: number
}

export interface ImageShower {
  /**
   * What the probes of the test recorded (label -1), with the answer. `round` varies the draws of chance. Throws DataError where the
   * network has not an input for each pixel.
   */
  show(learned: Learned, picture: Picture, round?: number): Promise<Recorded>
  close(): void
}

/** Throws SpecError: an experiment without a test, or whose test records nothing. */
export const imageShower = async (backend: Backend, experiment: Experiment, files?: Files): Promise<ImageShower> => {
  const planned = planExperiment(experiment)
  if (!planned.test) throw new SpecError('test', 'a test, whose phases show the image', 'none')
  if (!planned.probes.some(p => p.during.includes('test') && p.samples > 0))
    throw new SpecError('probes', "a probe with during: ['test']", 'none')
  const { seed } = experiment
  const machine = await loadNetwork(backend, planned, seed, 0, files)
  return {
    show: async (learned, picture, round = 0) => {
      writeLearned(machine, learned)
      const range = { from: 0, to: 1, round, epoch: 0, seed, replica: 0 }
      const { recorded } = await testImages(machine, planned, alone(picture), range, portableSha256)
      return { ...recorded[0], label: -1 }
    },
    close: () => machine.close(),
  }
}

/** A data set of one image. */
const alone = ({ pixels, rows, columns }: Picture): Dataset => {
  if (pixels.length !== rows * columns)
    throw new DataError('picture', `${rows} x ${columns} pixels`, `${pixels.length} bytes`)
  const labels = new Uint8Array(1)
  return { name: 'picture', source: 'drawn', digest: '', images: pixels, labels, count: 1, rows, columns, classes: 10 }
}
