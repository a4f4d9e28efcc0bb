/** Tests in the thread of the run, for pages and programs without threads of their own. */
import type { Machine } from '../backend/backend.ts'
import type { Dataset } from '../data/dataset.ts'
import type { Planned } from '../plan/protocol.ts'
import { breath } from './breath.ts'
import type { Sha256 } from './hash.ts'
import { type Learned, writeLearned } from './network.ts'
import { joinResults, type TestResult, testBlocks, testImages } from './test.ts'

export interface TesterOptions {
  /** A network of the tester's own, made by the first test. */
  load(): Promise<Machine>
  data: Dataset // the test images
  seed: number
  replica?: number // default 0
  hash: Sha256
  /** Whether what the probes want is recorded. */
  record(): boolean
}

export interface OwnTester {
  test(learned: Learned, round: number, epoch: number): Promise<TestResult>
  close(): void
}

export const ownTester = (
  planned: Planned,
  { load, data, seed, replica = 0, hash, record }: TesterOptions,
): OwnTester => {
  let machine: Machine | undefined
  const test = async (learned: Learned, round: number, epoch: number): Promise<TestResult> => {
    machine ??= await load()
    writeLearned(machine, learned)
    const results: TestResult[] = []
    for (const [from, to] of testBlocks(planned, data.count)) {
      const range = { from, to, round, epoch, seed, replica, record: record() }
      results.push(await testImages(machine, planned, data, range, hash))
      await breath()
    }
    return joinResults(results)
  }
  return { test, close: () => machine?.close() }
}
