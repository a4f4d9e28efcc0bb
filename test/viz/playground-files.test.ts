/** Files that are given to the playground, and addresses: right, broken, hostile. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import {
  describePlayground,
  imagesShown,
  rowsShown,
  untilAnswer,
  untilSource,
  untilSpikes,
  untilState,
} from './playground-browser.ts'
import { idxFiles, type NamedBytes, named } from './playground-files.ts'

const MARKUP = '<img src=x onerror="window.hacked=1">'
const [images, labels] = idxFiles(60, 20)
const hex = (text: string) => Buffer.from(text, 'hex')
/** 20 images of 2 x 2 pixels, and their labels. */
const tiny = [
  named('tiny-images', Buffer.concat([hex('00000803000000140000000200000002'), Buffer.alloc(80)])),
  named('tiny-labels', Buffer.concat([hex('0000080100000014'), Buffer.alloc(20)])),
]

const BROKEN: [string, NamedBytes[], string][] = [
  ['a picture', [named('cat.png', hex('89504e470d0a1a0a'))], 'cat.png: expected an IDX file of images or labels'],
  ['images alone', [images], 'expected one file of labels beside the other, got none'],
  ['a file that is cut short', [named(images.name, images.buffer.subarray(0, 900)), labels], 'a whole gzip file'],
  ['markup as a name', [named(MARKUP, Buffer.alloc(0))], `${MARKUP}: expected an IDX file`],
  ['a header that claims 4 GB', [named('big', hex('00000803ffffffff0000001c0000001c00')), labels], 'big: expected'],
  ['images of another size', tiny, 'images of 784 pixels, got 4'],
]

const give = (page: Page, files: NamedBytes[]) => page.setInputFiles('input[type=file]', files)

/** Drops them as a browser tells of it. */
const drop = (page: Page, files: NamedBytes[]) =>
  page.evaluate(
    all => {
      const transfer = new DataTransfer()
      for (const { name, base64 } of all)
        transfer.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], name))
      const tell = (type: string) =>
        document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }))
      tell('dragover')
      const isShown = document.body.classList.contains('dropping')
      tell('drop')
      return isShown
    },
    files.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') })),
  )

describePlayground('files on the playground', stand => {
  for (const from of ['server', 'file'] as const)
    test(`from ${from}: MNIST files, packed, are trained on to the end`, async () => {
      const { page, errors } = await stand.open({ from, hash: '#rule=single' })
      await untilState(page, 'running')
      if (from === 'server') expect(await drop(page, idxFiles(60, 20))).toBe(true)
      else await give(page, idxFiles(60, 20))
      await untilSource(page, /^train-images/)
      await untilState(page, 'done')
      expect(await imagesShown(page)).toBe(60 * 60)
      expect(await page.textContent('[data-testid=curve-status]')).toMatch(/of 20 test images/)
      await page.keyboard.press('1') // what has been learned still answers
      await untilAnswer(page)
      await page.click('[title="Use the digits that come with the page"]')
      await untilState(page, 'running')
      await untilSource(page, /^5,000 embedded digits$/)
      expect(errors).toEqual([])
      await page.context().close()
    }, 120_000)

  test('what is broken is named, and the page goes on with what it had', async () => {
    const { page, errors } = await stand.open({ hash: '#rule=single' })
    await untilSpikes(page)
    let before = await imagesShown(page)
    for (const [what, files, message] of BROKEN) {
      await give(page, files)
      await page.waitForSelector('.notice:visible')
      expect(await page.textContent('.notice-text'), what).toContain(message)
      await untilSource(page, /^5,000 embedded digits$/)
      await untilState(page, 'running')
      const learned = await imagesShown(page)
      expect(learned, `${what}: the training goes on`).toBeGreaterThanOrEqual(before)
      before = learned
      await page.click('.notice button')
      expect(await page.isVisible('.notice')).toBe(false)
    }
    expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined()
    expect(await page.locator('#app img').count()).toBe(0)
    expect(errors).toEqual([])
    await page.context().close()
  }, 120_000)

  test('an address that makes no sense is put right', async () => {
    const hash = `#rule=${encodeURIComponent(MARKUP)}&hidden=1e99&eta=NaN&seed=-4&backend=__proto__&feedback=constructor`
    const { page, errors } = await stand.open({ hash })
    await untilSpikes(page)
    expect(await rowsShown(page)).toBe('neurons 1 to 510 of 510')
    expect(await page.inputValue('#field-seed')).toBe('1')
    expect(new URL(page.url()).hash).toBe('#hidden=500')
    expect(errors).toEqual([])
    await page.context().close()
  })
})
