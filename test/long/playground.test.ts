/** The playground for half a minute, and the rules and back ends that the short tests leave out. */
import { expect, test } from 'vitest'
import {
  describePlayground,
  digitSpikes,
  imagesShown,
  untilAnswer,
  untilSpikes,
  untilState,
  untilTested,
} from '../viz/playground-browser.ts'

const FEW = 10 * 60_000 // ms: the machine may be busy

describePlayground(
  'the playground, longer',
  stand => {
    test(
      'trains for 30 s and longer, falls under 20 % error, and the page stays free',
      async () => {
        const { page, errors } = await stand.open({ reducedMotion: 'no-preference' })
        page.setDefaultTimeout(FEW)
        await untilSpikes(page)
        const frames = await page.evaluate(
          () =>
            new Promise<number>(resolve => {
              let frames = 0
              const end = performance.now() + 30_000
              const count = () => {
                frames++
                if (performance.now() < end) requestAnimationFrame(count)
                else resolve(frames)
              }
              count()
            }),
        )
        expect(frames).toBeGreaterThan(300) // ten a second at the least, on a busy machine too
        await page.waitForFunction(() => {
          const text = document.querySelector('[data-testid=curve-status]')!.textContent!
          const error = /^error ([\d.]+) % of 500 test images/.exec(text)?.[1]
          return error !== undefined && Number(error) < 20
        })
        await page.keyboard.press('2')
        await untilAnswer(page)
        expect(errors).toEqual([])
        await page.context().close()
      },
      2 * FEW,
    )

    test.each(['rule=frozen', 'rule=backprop', 'feedback=rates', 'feedback=symmetric'])(
      '%s trains and answers',
      async hash => {
        const { page, errors } = await stand.open({ hash: `#${hash}` })
        page.setDefaultTimeout(FEW)
        await untilTested(page)
        await page.keyboard.press('3')
        await untilAnswer(page)
        expect(await digitSpikes(page)).toBeGreaterThan(20)
        expect(errors).toEqual([])
        await page.context().close()
      },
      FEW,
    )

    test.each(['webgpu', 'gpujs', 'js'])(
      '%s trains and answers',
      async backend => {
        const { page, errors } = await stand.open({ hash: `#rule=single&backend=${backend}` })
        page.setDefaultTimeout(FEW)
        await untilState(page, 'running')
        await untilSpikes(page)
        expect(await page.textContent('[data-testid=state]')).toContain(backend)
        await page.keyboard.press('3')
        await untilAnswer(page)
        expect(await imagesShown(page)).toBeGreaterThan(0)
        expect(errors).toEqual([])
        await page.context().close()
      },
      FEW,
    )

    test(
      'webgpu in the page as one file',
      async () => {
        const { page, errors } = await stand.open({ from: 'file', hash: '#rule=single&backend=webgpu' })
        page.setDefaultTimeout(FEW)
        await untilSpikes(page)
        expect(await page.textContent('[data-testid=state]')).toContain('webgpu')
        expect(errors).toEqual([])
        await page.context().close()
      },
      FEW,
    )
  },
  { webgpu: true },
)
