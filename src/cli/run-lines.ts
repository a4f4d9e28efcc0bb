/** What `apical run` prints for people. */
import type { ScoreRow } from '../node/score-row.ts'
import { duration } from './progress.ts'

export const percent = (x: unknown): string => `${(100 * Number(x)).toFixed(2)} %`

export const epochLine = (row: ScoreRow): string =>
  [
    `epoch ${row.epoch}:`,
    ...(row.trainError === undefined ? [] : [`train error ${percent(row.trainError)}`]),
    ...(row.testError === undefined ? [] : [`test error ${percent(row.testError)}`]),
    ...Object.entries(row.angles as object).map(([name, angle]) => `angle ${name} ${Number(angle).toFixed(1)} degrees`),
    `${Number(row.imagesPerSecond).toFixed(0)} images/s`,
    ...(row.cpuMsPerImage === undefined ? [] : [`${Number(row.cpuMsPerImage).toFixed(3)} ms CPU an image`]),
    `${Number(row.spikesPerImage).toFixed(0)} spikes an image`,
    `(${duration(Number(row.seconds) + Number(row.testSeconds ?? 0))})`,
  ].join('  ')

/** 'begins, 60 epochs in all', or where it goes on. */
export const beginText = ({ epoch, image, epochs }: { epoch: number; image: number; epochs: number }): string => {
  const where = epoch + image > 0 ? `goes on after epoch ${epoch}${image ? `, image ${image}` : ''}` : 'begins'
  return `${where}, ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} in all`
}

/** 'wasm (WebAssembly SIMD), the fastest for one network that learns online'. */
export const backendText = ({ backend, device, reason }: Record<string, unknown>): string =>
  `${backend} (${device})${reason === undefined ? '' : `, ${reason}`}`
