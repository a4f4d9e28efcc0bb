/** The same experiment in Node and in a worker of Chromium, through the public function of the library. */
import type { Page } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import type { Backend } from '../../src/backend/backend.ts'
import { openWebgpu } from '../../src/backend/webgpu.ts'
import type { DataSource, Opened, WorkerRun } from '../../src/browser/index.ts'
import { embeddedDigits } from '../../src/data/digits.ts'
import { nodeGpu } from '../../src/node/gpu.ts'
import { simulate } from '../../src/sim/simulate.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { tiny } from '../cli/apical.ts'
import { describeChromium } from './chromium.ts'

const digits = { train: 12, test: 8 }
const small = tiny({
  dataset: { name: 'digits' },
  probes: [{ column: 'hidden.spike', during: ['train', 'test'], samples: 3 }],
})
const data = embeddedDigits(digits)
const inNode = (backend: string) => simulate(small, { data, backend }).done

/** What the function in the page below is given. */
interface Given {
  experiment: Experiment
  backend: string
  data: DataSource
}

interface Told {
  chunks: number
  recorded: number
  spikes: number
  scores: number
  opened?: Opened
  finished?: boolean
  digest?: string
  testError?: number
  weights?: number[]
  error?: string
}

type Library = { trainInWorker(experiment: Experiment, options: object): WorkerRun }

/** Trains in the page; what its streams told. */
const inPage = (page: Page, given: Partial<Given>): Promise<Told> =>
  page.evaluate(
    async ({ experiment, ...options }) => {
      const { trainInWorker } = globalThis as unknown as Library
      const run = trainInWorker(experiment, options)
      const told: Told = { chunks: 0, recorded: 0, spikes: 0, scores: 0 }
      run.chunks.subscribe({
        next: chunk => {
          told.chunks++
          told.recorded += chunk.presentations.length
          for (const p of chunk.presentations) told.spikes += p.spikes['hidden.spike'].tick.length
        },
        error: () => {},
      })
      run.scores.subscribe({ next: () => told.scores++, error: () => {} })
      try {
        const opened = await run.opened
        const { score, finished, learned } = await run.done
        const weights = [...(learned['out.w'] as Float32Array)]
        return { ...told, opened, finished, digest: score?.digest, testError: score?.testError, weights }
      } catch (error) {
        const { name, message } = error as Error
        return { ...told, error: `${name}: ${message}` }
      } finally {
        run.close()
      }
    },
    { experiment: small, data: { digits }, ...given },
  )

/** The back end webgpu of Node over SwiftShader; undefined where it has no such adapter, which CI does not allow. */
const softwareInNode = async (): Promise<Backend | undefined> => {
  vi.stubEnv('APICAL_SWIFTSHADER', '1')
  try {
    return await openWebgpu(await nodeGpu())
  } catch (error) {
    if (process.env.CI) throw error
    return undefined
  } finally {
    vi.unstubAllEnvs()
  }
}

describeChromium('training in a worker of Chromium', stand => {
  test('wasm: digest, weights and test error of Node', async () => {
    const page = await stand.open()
    const [there, here] = [await inPage(page, { backend: 'wasm' }), await inNode('wasm')]
    expect(there).toMatchObject({
      finished: true,
      digest: here.score?.digest,
      testError: here.score?.testError,
      weights: [...here.learned['out.w']],
      scores: 2,
      recorded: 12, // three of each epoch, three of each test
      opened: { backend: 'wasm', device: expect.any(String), data: { name: 'digits', train: 12, test: 8 } },
    })
    expect(there.spikes).toBeGreaterThan(100)
    await page.close()
  })

  test('webgpu over SwiftShader: the digest of Node, on js and on the same adapter', async () => {
    const few = { train: 4, test: 2 }
    const plainer = { ...small, measures: { error: 'error' } } as Experiment // fewer shaders to compile
    const page = await stand.open()
    const there = await inPage(page, { experiment: plainer, backend: 'webgpu', data: { digits: few } })
    expect(there.error).toBeUndefined()
    expect(there.opened).toMatchObject({ backend: 'webgpu', device: expect.stringContaining('SwiftShader') })
    const here = async (backend: string | Backend) =>
      (await simulate(plainer, { data: embeddedDigits(few), backend }).done).score
    expect(there.digest).toBe((await here('js'))?.digest)
    const node = await softwareInNode()
    if (node) expect((await here(node))?.digest).toBe(there.digest)
    await page.close()
  }, 120_000)

  test('js, and images that are at hand', async () => {
    const page = await stand.open()
    const there = await inPage(page, { backend: 'js', data })
    expect(there.digest).toBe((await inNode('wasm')).score?.digest)
    await page.close()
  })

  test('the page steps, changes a value, reads weights, shows an image, and stops', async () => {
    const page = await stand.open()
    const seen = await page.evaluate(
      async ({ experiment, digits, pixels }) => {
        const { trainInWorker } = globalThis as unknown as Library
        const run = trainInWorker(experiment, { data: { digits }, paused: true })
        await run.step(4)
        const after4 = [...(await run.learned())['w1.w']]
        for (const projection of ['w1', 'out']) await run.set(`projections.${projection}.set.eta`, 0)
        const wrong = await run.set('projections.w1.set.etta', 1).catch((e: Error) => `${e.name}: ${e.message}`)
        await run.step(3)
        const after7 = [...(await run.learned())['w1.w']]
        const shown = await run.show({ pixels: Uint8Array.from(pixels), rows: 28, columns: 28 })
        const again = await run.show({ pixels: Uint8Array.from(pixels), rows: 28, columns: 28 }, 1)
        const odd = await run.show({ pixels: new Uint8Array(9), rows: 3, columns: 3 }).catch((e: Error) => e.message)
        run.stop()
        const { finished, position } = await run.done
        const late = await run.show({ pixels: Uint8Array.from(pixels), rows: 28, columns: 28 })
        run.close()
        const closed = await run.learned().catch((e: Error) => e.message)
        const spikes = [shown, again, late].map(r => [...r.spikes['hidden.spike'].tick])
        const { answer, length, label, image } = shown
        return {
          after4,
          after7,
          wrong,
          odd,
          finished,
          position,
          closed,
          spikes,
          answer,
          length,
          label,
          ink: image?.length,
        }
      },
      { experiment: small, digits, pixels: [...data.test.images.subarray(0, 784)] },
    )
    expect(seen.after7).toEqual(seen.after4)
    expect(seen.wrong).toMatch(/^SpecError: .*did you mean 'eta'/)
    expect(seen.odd).toMatch(/images of 784 pixels, got 9/)
    expect(seen).toMatchObject({ finished: false, position: { image: 7 }, closed: 'the worker was closed' })
    expect(seen).toMatchObject({ label: -1, ink: 784, length: expect.any(Number) })
    expect(seen.spikes[0].length).toBeGreaterThan(20)
    expect(seen.spikes[1]).not.toEqual(seen.spikes[0]) // other draws
    expect(seen.spikes[2]).toEqual(seen.spikes[0]) // the same draws and weights, after the end
    expect(seen.answer).toBeGreaterThanOrEqual(0)
    await page.close()
  })

  test('the page stays free while the worker trains', async () => {
    const page = await stand.open()
    const frames = await page.evaluate(
      async ({ experiment }) => {
        const { trainInWorker } = globalThis as unknown as Library
        const run = trainInWorker(experiment, { data: { digits: { train: 400, test: 10 } } })
        run.chunks.subscribe({ error: () => {} })
        await run.opened
        let frames = 0
        let isDone = false
        const count = () => {
          if (!isDone) frames++
          requestAnimationFrame(count)
        }
        count()
        await run.done
        isDone = true
        run.close()
        return frames
      },
      { experiment: small },
    )
    expect(frames).toBeGreaterThan(5) // none, if the page itself trained
    await page.close()
  })

  test('what is wrong is said as in Node', async () => {
    const page = await stand.open()
    const unknown = await inPage(page, { backend: 'cuda' })
    expect(unknown.error).toMatch(/^SpecError: backend: expected one of .*, got 'cuda'/)
    const noData = await inPage(page, { data: { files: [] } })
    expect(noData.error).toMatch(/^DataError: files: expected a file of IDX images/)
    const wrong = { ...small, projections: [{ from: 'input', to: 'hidden.dendrite' }] } as Experiment
    expect((await inPage(page, { experiment: wrong })).error).toMatch(
      /^SpecError: projections\[0\].to: expected one of/,
    )
    await page.close()
  })
})
