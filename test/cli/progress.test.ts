import { expect, test } from 'vitest'
import { progressLine } from '../../src/cli/progress.ts'
import type { Progress } from '../../src/sim/session.ts'

test('images, error, rate and time left; nothing between two epochs', () => {
  let now = 0
  const line = progressLine(() => now)
  const at = (image: number, presentation: number, recentError?: number) =>
    line.text({
      position: { work: 0, image, presentation },
      images: 1000,
      works: 2,
      ...(recentError === undefined ? {} : { recentError }),
    } as Progress)
  expect(at(100, 100)).toBe('epoch 1/2  image 100/1000')
  now = 500
  expect(at(200, 200, 0.25)).toBe('epoch 1/2  image 200/1000  error 25.0 %  200 images/s  9 s left')
  expect(at(0, 1000, 0.2)).toBeUndefined()
})
