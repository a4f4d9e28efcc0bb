import { expect, test } from 'vitest'
import { replicaProgress } from '../../src/cli/replica-progress.ts'

test('the share of all work, and the time left at the rate so far', () => {
  let now = 0
  const progress = replicaProgress(() => now)
  progress.begin(4)
  progress.start(0, { epoch: 0, epochs: 2 })
  now = 30_000
  expect(progress.text(0, { epoch: 2, epochs: 2, image: 0, images: 100 })).toBe('replicas 0/4  12.5 %  3:30 min left')
  progress.end(0)
  now = 60_000
  // Half of the second had been done before: what was made is one and a quarter of four.
  progress.start(1, { epoch: 1, epochs: 2 })
  expect(progress.text(1, { epoch: 2, epochs: 2, image: 50, images: 100 })).toBe('replicas 1/4  43.8 %  1:48 min left')
})
