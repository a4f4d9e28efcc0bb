/** A test in progress ends at the next block of images when the run is stopped; the run goes on with that test, bit for bit. */
import { expect, test } from 'vitest'
import { latestCheckpoint } from '../../src/node/checkpoints.ts'
import { openRun, readScores } from '../../src/node/folder.ts'
import { resumeRun, startRun } from '../../src/node/run.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { tiny } from '../cli/apical.ts'
import { temporaryFolder } from './temporary.ts'

const many = (): Experiment => {
  const e = tiny()
  return { ...e, dataset: { ...e.dataset!, test: 200 } }
}

const digests = (folder: string) => readScores(openRun(folder)).map(row => row.digest)

test('on two threads', async () => {
  const threads = 2
  const settings = { backend: 'wasm', threads, epochs: 2 }
  const whole = await startRun(many(), { ...settings, out: temporaryFolder() })
  let isTrained = false
  let asked = 0
  const stopped = await startRun(
    many(),
    { ...settings, out: temporaryFolder() },
    {
      progress: ({ position, images }) => {
        isTrained ||= position.work === 1 && position.image === images
      },
      stop: () => isTrained && ++asked > 0,
    },
  )
  expect(stopped.state).toBe('stopped')
  expect(asked).toBeLessThan(4)
  expect(digests(stopped.folder)).toEqual(digests(whole.folder).slice(0, 1))
  const { checkpoint } = latestCheckpoint(openRun(stopped.folder))
  expect(checkpoint).toMatchObject({ epoch: 1, image: many().dataset!.train })
  const resumed = await resumeRun(stopped.folder, { threads })
  expect(resumed.state).toBe('done')
  expect(digests(stopped.folder)).toEqual(digests(whole.folder))
  expect(resumed.last!.trainError).toBe(whole.last!.trainError)
})

test('where a stage does something at its end, the run goes on from its last checkpoint', async () => {
  const e = many()
  const named: Experiment = structuredClone({ ...e, train: [{ ...e.train[0], name: 'all' }] })
  named.populations.output.neuron.on = { ...named.populations.output.neuron.on, 'all.end': { 'soma.vf': '0' } }
  const settings = { backend: 'wasm', threads: 1, epochs: 1 }
  const whole = await startRun(named, { ...settings, out: temporaryFolder() })
  let isTrained = false
  const hooks = {
    progress: ({ position, images }: { position: { image: number }; images: number }) => {
      isTrained ||= position.image === images
    },
    stop: () => isTrained,
  }
  const stopped = await startRun(named, { ...settings, out: temporaryFolder() }, hooks)
  expect(stopped.state).toBe('stopped')
  expect(latestCheckpoint(openRun(stopped.folder)).checkpoint).toBeUndefined()
  await resumeRun(stopped.folder, {})
  expect(digests(stopped.folder)).toEqual(digests(whole.folder))
})
