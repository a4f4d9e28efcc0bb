import { firstValueFrom, toArray } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { embeddedDigits } from '../../src/data/digits.ts'
import { SpecError } from '../../src/errors.ts'
import { startRun } from '../../src/node/run.ts'
import { type Chunk, follow, spikesOf, traceOf } from '../../src/sim/chunk.ts'
import { simulate } from '../../src/sim/simulate.ts'
import type { Probe } from '../../src/spec/types.ts'
import { tiny } from '../cli/apical.ts'
import { temporaryFolder } from '../node/temporary.ts'

const small = tiny({ dataset: { name: 'digits', train: 12, test: 8 } })
const data = embeddedDigits({ train: 12, test: 8 })

describe('simulate', () => {
  test('gives the digest of a run with a folder, on every back end', async () => {
    const { last } = await startRun(small, { out: temporaryFolder(), backend: 'wasm' })
    for (const backend of ['wasm', 'js']) {
      const { score, finished } = await simulate(small, { data, backend }).done
      expect(finished).toBe(true)
      expect(score?.digest).toBe(last?.digest)
    }
  })

  test('refuses an option that it does not know', () => {
    const misspelt = { data, epoch: 1 }
    expect(() => simulate(small, misspelt)).toThrow('epoch: expected one of backend, threads, data, epochs')
  })

  test('scores come an epoch, and the streams end with the run', async () => {
    const run = simulate(small, { data })
    const scores = await firstValueFrom(run.scores.pipe(toArray()))
    expect(scores.map(s => s.epoch)).toEqual([1, 2])
    expect((await run.done).score).toEqual(scores[1])
  })

  test('steps: so many presentations, then it waits', async () => {
    const run = simulate(small, { data, paused: true })
    const seen: Chunk[] = []
    run.chunks.subscribe(chunk => seen.push(chunk))
    await run.step(2)
    expect(seen.at(-1)).toMatchObject({ epoch: 1, epochs: 2, image: 2, images: 12, presentation: 2 })
    await run.step()
    expect(seen.at(-1)).toMatchObject({ image: 3 })
    // Three presentations of each epoch are recorded, with the spikes of the hidden layer.
    const all = seen.flatMap(c => c.presentations)
    expect(all.map(p => p.sample).length).toBe(3)
    expect(seen.map(c => spikesOf(c, 'hidden.spike').tick.length).reduce((a, b) => a + b)).toBeGreaterThan(0)
    run.stop()
    expect(await run.done).toMatchObject({ finished: false, position: { image: 3, work: 0 } })
  })

  test('chunks give the trace of a column, presentation after presentation', async () => {
    const probes: Probe[] = [{ column: 'output.soma.v', during: ['train'], samples: 3, units: [1, 0] }]
    const run = simulate({ ...small, probes }, { data, paused: true })
    const seen: Chunk[] = []
    run.chunks.subscribe(chunk => seen.push(chunk))
    await run.step(3)
    run.stop()
    await run.done
    // A slow machine tells the three presentations in several chunks.
    for (const chunk of seen) {
      const whole = traceOf(chunk, 'output.soma.v')
      const parts = chunk.presentations.map(p => p.traces['output.soma.v'])
      expect([...whole.tick]).toEqual(parts.flatMap(p => [...p.tick]))
      expect([...whole.value]).toEqual(parts.flatMap(p => [...p.value]))
      expect(whole.value).toHaveLength(2 * whole.tick.length)
      expect(whole.tick.every((t, i) => i === 0 || t > whole.tick[i - 1])).toBe(true)
    }
    const told = seen.map(c => traceOf(c, 'output.soma.v')).filter(t => t.tick.length > 0)
    expect(told[0].units).toEqual([1, 0])
    expect(traceOf(seen[0], 'output.soma.u').tick).toHaveLength(0)
  })

  test('steps beyond the end, and after it, end', async () => {
    const run = simulate(small, { data, paused: true })
    await run.step(1000)
    await run.done
    await expect(run.step()).resolves.toBeUndefined()
  })

  test('pausing and stepping change nothing', async () => {
    const through = await simulate(small, { data }).done
    const run = simulate(small, { data, paused: true })
    run.chunks.subscribe()
    await run.step(5)
    run.resume()
    await new Promise(done => setTimeout(done, 20))
    run.pause()
    run.resume()
    expect((await run.done).score?.digest).toBe(through.score?.digest)
  })

  test('set: weights are carried over, the change acts from the next presentation on', async () => {
    const frozen = simulate(small, { data, paused: true })
    await frozen.step(4)
    await frozen.set('projections.w1.set.eta', 0)
    await frozen.set('projections.out.set.eta', 0)
    frozen.stop()
    const after4 = await frozen.done
    const run = simulate(small, { data, paused: true })
    await run.step(4)
    await run.set('projections.w1.set.eta', 0)
    await run.set('projections.out.set.eta', 0)
    run.resume()
    const atEnd = await run.done
    expect(atEnd.finished).toBe(true)
    expect(atEnd.learned['w1.w']).toEqual(after4.learned['w1.w'])
    const other = await simulate(small, { data }).done
    expect(other.learned['w1.w']).not.toEqual(after4.learned['w1.w'])
  })

  test('learned columns can be read at any time, and reading changes nothing', async () => {
    const through = await simulate(small, { data }).done
    const run = simulate(small, { data, paused: true })
    const atOnce = await run.learned()
    await run.step(3)
    const after3 = await run.learned()
    expect(after3['w1.w']).not.toEqual(atOnce['w1.w'])
    expect((await run.learned())['w1.w']).toEqual(after3['w1.w'])
    run.resume()
    const asked = Array.from({ length: 20 }, () => new Promise(done => setTimeout(done, 1)).then(run.learned))
    const { score, learned } = await run.done
    expect(score?.digest).toBe(through.score?.digest)
    await Promise.all(asked)
    expect((await run.learned())['w1.w']).toEqual(learned['w1.w'])
  })

  test('learned columns of a run that fails: its error', async () => {
    const wild = { ...small, projections: small.projections.map(p => (p.rule ? { ...p, set: { eta: 1e38 } } : p)) }
    const run = simulate(wild, { data })
    await expect(run.done).rejects.toThrow(/became/)
    await expect(run.learned()).rejects.toThrow(/became/)
  })

  test('recordEvery: fewer presentations are recorded, and none changes', async () => {
    const recorded = async (recordEvery: number) => {
      const run = simulate(small, { data, recordEvery })
      const seen = firstValueFrom(run.chunks.pipe(toArray()))
      const { score } = await run.done
      return {
        digest: score?.digest,
        train: (await seen).flatMap(c => c.presentations).filter(p => p.during === 'train'),
      }
    }
    const [all, one] = [await recorded(0), await recorded(1e6)]
    expect(all.train.length).toBe(6)
    expect(one.train.map(p => p.spikes)).toEqual([all.train[0].spikes])
    expect(one.digest).toBe(all.digest)
  })

  test('set of initial weights: those of that projection begin anew, the others go on', async () => {
    const run = simulate(small, { data, paused: true })
    await run.step(3)
    const before = await run.learned()
    await run.set('projections.out.weights', 0.25)
    const after = await run.learned()
    expect(new Set(after['out.w'].filter(w => w !== 0))).toEqual(new Set([0.25]))
    expect(after['w1.w']).toEqual(before['w1.w'])
    run.stop()
  })

  test('set of the seed: other draws from there on', async () => {
    const digestWith = async (seed: number) => {
      const run = simulate(small, { data, paused: true })
      await run.step(3)
      await run.set('seed', seed)
      run.resume()
      return (await run.done).score?.digest
    }
    expect(await digestWith(1)).not.toBe(await digestWith(2))
  })

  test('set of what is not there, or would make another network, changes nothing', async () => {
    const through = await simulate(small, { data }).done
    const run = simulate(small, { data, paused: true })
    await run.step(1)
    await expect(run.set('projections.w1.set.etta', 1)).rejects.toThrow(/did you mean 'eta'/)
    await expect(run.set('populations.hidden.size', 30)).rejects.toThrow(SpecError)
    run.resume()
    expect((await run.done).score?.digest).toBe(through.score?.digest)
    await expect(run.set('seed', 2)).rejects.toThrow(/a run that goes on/)
  })

  test('what is wrong is said at once', () => {
    expect(() => simulate({ ...small, seed: -1 }, { data })).toThrow(/seed: expected a whole number from 0/)
    expect(() => simulate(small)).toThrow(/data: expected the data set 'digits'/)
    expect(() => simulate(small, { data, epochs: 0 })).toThrow(/epochs: expected a whole number from 1/)
    expect(() => simulate(small, { data, epochs: 1e9 })).toThrow(
      'epochs: expected at most 1000000 in all stages together, got 1000000000',
    )
    const nested = small.train[0]
    const stages = [{ epochs: 1_000_000, stages: [{ ...nested, epochs: 1_000_000 }] }]
    expect(() => simulate({ ...small, train: stages }, { data })).toThrow(/in all stages together, got 1000000000000/)
  })

  test('an error while it runs reaches the promise and the watchers', async () => {
    const wild = { ...small, projections: small.projections.map(p => (p.rule ? { ...p, set: { eta: 1e38 } } : p)) }
    const run = simulate(wild, { data })
    const watched = firstValueFrom(run.chunks.pipe(toArray()))
    await expect(run.done).rejects.toThrow(/became (NaN|-?Infinity) at/)
    await expect(watched).rejects.toThrow(/became/)
  })
})

test('a slow view gets merged chunks and never holds the run up', async () => {
  const run = simulate(small, { data, paused: true })
  const seen: Chunk[] = []
  let release = () => {}
  const busy = new Promise<void>(done => {
    release = done
  })
  follow(run.chunks, async chunk => {
    seen.push(chunk)
    await busy
  })
  for (let i = 0; i < 3; i++) await run.step(1)
  expect(seen.map(c => c.image)).toEqual([1])
  release()
  await new Promise(done => setTimeout(done))
  expect(seen.map(c => c.image)).toEqual([1, 3])
  expect(seen[1].presentations.map(p => p.start)).toEqual([seen[0].presentations[0].length, expect.any(Number)])
  run.stop()
  await run.done
})
