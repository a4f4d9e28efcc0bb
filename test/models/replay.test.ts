import { join } from 'node:path'
import { firstValueFrom, toArray } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { lif } from '../../models/neurons/lif.ts'
import { poisson } from '../../models/neurons/poisson.ts'
import { graded, replay } from '../../models/neurons/replay.ts'
import { column } from '../../src/data/column.ts'
import { pack } from '../../src/data/pack.ts'
import { spikeList } from '../../src/data/spike-list.ts'
import { openRun } from '../../src/node/folder.ts'
import { readSpikeFile, readValueFile } from '../../src/node/given-files.ts'
import { recordings } from '../../src/node/recordings.ts'
import { startRun } from '../../src/node/run.ts'
import { writeAtomic } from '../../src/node/store.ts'
import { simulate } from '../../src/sim/simulate.ts'
import { experiment } from '../../src/spec/define.ts'
import type { Experiment, Force } from '../../src/spec/types.ts'
import { temporaryFolder } from '../node/temporary.ts'

const recordedBy = async (made: Experiment, backend: string) => {
  const run = simulate(made, { backend })
  const chunks = await firstValueFrom(run.chunks.pipe(toArray()))
  return chunks.flatMap(c => c.presentations)
}

describe('graded values', () => {
  const values = [
    [0.5, -1],
    [0, 2],
    [3, 0.25],
  ]
  const { populations, projections } = graded('stimulus', 'input.soma', values)
  const twice = experiment({
    name: 'twice',
    about: 'three ticks of values, in two presentations of five ticks',
    seed: 1,
    dt: '1 ms',
    populations: { ...populations, input: { neuron: replay, size: 2 } },
    projections,
    train: [{ presentations: 2, clear: 'presentation', phases: [{ name: 'show', lasts: '5 ticks' }] }],
    probes: [{ column: 'input.soma.x', during: ['train'], samples: 2 }],
  })

  test.each(['js', 'wasm'])('each comes in its own tick, then 0, again in every presentation: %s', async backend => {
    const seen = await recordedBy(twice, backend)
    expect(seen).toHaveLength(2)
    for (const { traces } of seen) expect([...traces['input.soma.x'].value]).toEqual([...values.flat(), 0, 0, 0, 0])
  })

  test('from a file', () => {
    const path = join(temporaryFolder(), 'values.safetensors')
    writeAtomic(path, pack([column('value', Float32Array.from(values.flat()), [3, 2])]))
    expect(readValueFile(path)).toEqual(values)
  })

  test('a file without them is refused by name', () => {
    const path = join(temporaryFolder(), 'other.safetensors')
    writeAtomic(path, pack([column('value', new Float32Array(3))]))
    expect(() => readValueFile(path)).toThrow(/other.safetensors.*\[ticks, units\].*\[3\]/s)
    expect(() => readSpikeFile(path)).toThrow(/other.safetensors.*'tick'/s)
    expect(() => readValueFile(`${path}.none`)).toThrow(/a file.*none/s)
  })
})

const shown = ({ neuron }: { neuron: typeof poisson }) =>
  neuron === poisson ? { drive: { 'input.soma.x': 0.05 } } : {}

describe('spike trains', () => {
  const cellUnder = (name: string, input: { neuron: typeof poisson; force?: Force }) =>
    experiment({
      name,
      about: 'one cell under 100 inputs',
      seed: 1,
      dt: '1 ms',
      populations: { input: { size: 100, ...input }, cell: { neuron: lif, size: 1 } },
      projections: [{ from: 'input', to: 'cell.soma', weights: '50 pA' }],
      train: [{ presentations: 1, phases: [{ name: 'show', lasts: '500 ms', ...shown(input) }] }],
      probes: ['input.spike', 'cell.spike'].map(probe => ({ column: probe, during: ['train'], samples: 1 })),
    })

  test('spikes that a run recorded, played back from its file, make the cell fire in the same ticks', async () => {
    const made = cellUnder('recorded', { neuron: poisson })
    const run = openRun((await startRun(made, { out: temporaryFolder(), backend: 'js' })).folder)
    const [file] = recordings(run, 'spikes', 'input.spike')
    const spikes = readSpikeFile(file.path)
    const [again] = await recordedBy(cellUnder('again', { neuron: replay, force: { spikes } }), 'wasm')
    const expected = readSpikeFile(recordings(run, 'spikes', 'cell.spike')[0].path)
    expect(expected.length).toBeGreaterThan(3)
    expect(spikeList(again.spikes['cell.spike'])).toEqual(expected)
    expect(spikeList(again.spikes['input.spike'])).toEqual(spikes)
  })

  test('a stretch of a raster, ticks from its beginning; rows of one unit in one tick are counted', () => {
    const raster = { tick: Uint32Array.of(3, 5, 5, 5, 9), unit: Uint32Array.of(0, 1, 1, 4, 2) }
    expect(spikeList(raster, 4, 9)).toEqual([
      [1, 1, 2],
      [1, 4, 1],
    ])
  })
})
