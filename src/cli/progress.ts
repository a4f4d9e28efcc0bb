/** The progress line: images a second, running error, time left. */
import type { Progress } from '../sim/session.ts'

export interface ProgressLine {
  /** Nothing at the end of an epoch, where no image of the next one was shown: its score says more. */
  text(progress: Progress): string | undefined
}

/** Weight of the newest rate in the one that is shown. */
const blend = 0.1

export const progressLine = (now: () => number = () => performance.now()): ProgressLine => {
  let last: { presentation: number; time: number } | undefined
  let rate: number | undefined // images a second
  const measure = (presentation: number) => {
    const time = now()
    const seconds = last ? (time - last.time) / 1000 : 0
    // A pause, or the test between two epochs, is no measure of training.
    if (last && seconds > 0 && seconds < 1 && presentation > last.presentation) {
      const newest = (presentation - last.presentation) / seconds
      rate = rate === undefined ? newest : rate + blend * (newest - rate)
    }
    last = { presentation, time }
  }
  return {
    text: progress => {
      const { position, images, works, recentError } = progress
      measure(position.presentation)
      if (position.image === 0) return undefined
      const left = images - position.image + images * (works - position.work - 1)
      return [
        `epoch ${Math.min(works, position.work + 1)}/${works}`,
        `image ${position.image}/${images}`,
        ...(recentError === undefined ? [] : [`error ${(100 * recentError).toFixed(1)} %`]),
        ...(rate === undefined ? [] : [`${rate.toFixed(rate < 10 ? 1 : 0)} images/s`, `${duration(left / rate)} left`]),
      ].join('  ')
    },
  }
}

/** 42 s, 3:05 min, 2:10 h. */
export const duration = (seconds: number): string => {
  const two = (n: number) => String(n).padStart(2, '0')
  const s = Math.round(seconds)
  if (s < 60) return `${s} s`
  if (s < 3600) return `${Math.floor(s / 60)}:${two(s % 60)} min`
  return `${Math.floor(s / 3600)}:${two(Math.floor((s % 3600) / 60))} h`
}
