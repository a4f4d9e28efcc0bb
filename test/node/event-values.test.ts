/** Columns kept with events, from the probe to the file and through a cut. */
import { expect, test } from 'vitest'
import known from '../../experiments/rdd-known.ts'
import { wasmBackend } from '../../src/backend/wasm.ts'
import { createRun } from '../../src/node/folder.ts'
import { describeNetwork } from '../../src/node/manifest.ts'
import { recorder } from '../../src/node/recorder.ts'
import { cutRecording, readRecording, recordings } from '../../src/node/recordings.ts'
import { planExperiment } from '../../src/plan/build.ts'
import { loadNetwork } from '../../src/sim/network.ts'
import { runSession } from '../../src/sim/session.ts'
import { setPath } from '../../src/spec/set-path.ts'
import { temporaryFolder } from './temporary.ts'

const kept = ['effect.drive', 'effect.reward']

const written = async () => {
  const experiment = {
    ...setPath(known, 'train.0.presentations', 5),
    measures: { firing: { of: 'lk', value: 'sum(all, soma.fire)', every: 'tick' as const } },
    probes: [
      { column: 'lk.close', with: kept, during: ['train' as const], units: [0, 1, 5] },
      { column: 'firing', during: ['train' as const] },
    ],
  }
  const planned = planExperiment(experiment)
  const run = createRun(temporaryFolder(), { name: 'known', seed: 1, hash: 'a'.repeat(64) }, describeNetwork(planned))
  const records = recorder(run, planned, () => 0)
  const machine = await loadNetwork(wasmBackend(), planned, 1)
  await runSession({ planned, machine, seed: 1, listener: { chunk: (_, recorded) => records.add(recorded) } })
  records.flush()
  return run
}

const columnsIn = (path: string) =>
  Object.fromEntries(readRecording(path).columns.map(c => [c.name, { shape: c.shape, data: [...c.data] }]))

test('a row an event, a column a name; run.json tells them', async () => {
  const run = await written()
  expect(run.manifest.columns).toEqual({
    'lk.close': { kind: 'spikes', population: 'lk', units: 3, values: kept },
    firing: { kind: 'measure', population: 'lk', units: 1, unit: '1', every: 1 },
  })
  const [file] = recordings(run, 'spikes', 'lk.close')
  const columns = columnsIn(file.path)
  expect(Object.keys(columns).sort()).toEqual(['effect.drive', 'effect.reward', 'tick', 'unit'])
  expect(columns.tick.data).toEqual([20, 41, 62, 83, 104].flatMap(t => [t, t, t]))
  expect(columns.unit.data).toEqual([0, 1, 5, 0, 1, 5, 0, 1, 5, 0, 1, 5, 0, 1, 5])
  for (const name of kept) expect(columns[name].shape).toEqual([15])
  const [measure] = recordings(run, 'traces', 'firing')
  expect(columnsIn(measure.path).value.shape).toEqual([105, 1])
})

test('a cut takes the values of the events that go', async () => {
  const [file] = recordings(await written(), 'spikes', 'lk.close')
  const before = columnsIn(file.path)
  cutRecording('spikes', file.path, 62)
  const after = columnsIn(file.path)
  for (const name of ['tick', 'unit', ...kept]) expect(after[name].data).toEqual(before[name].data.slice(0, 6))
})
