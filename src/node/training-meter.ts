/** CPU time of training, without tests and without the time in which the engine warms up. */

export interface Meter {
  /** Training begins, or goes on after a test, at this image of an epoch. */
  begin(image: number): void
  /** So many images of the epoch are shown. */
  at(image: number): void
  /** Milliseconds of CPU (user and system) per image since `begin`; undefined where nothing was shown. */
  perImage(): number | undefined
}

interface Mark {
  image: number
  cpu: number // ms
}

/** `warmUp`: images after which a process counts as warm. */
export const trainingMeter = (cpu: () => number = processCpu, warmUp = 1000): Meter => {
  let isWarm = false
  let from: Mark = { image: 0, cpu: cpu() }
  let last: Mark = from
  return {
    begin: image => {
      from = { image, cpu: cpu() }
      last = from
    },
    at: image => {
      last = { image, cpu: cpu() }
      if (isWarm || image - from.image < warmUp) return
      isWarm = true
      from = last
    },
    perImage: () => (last.image > from.image ? (last.cpu - from.cpu) / (last.image - from.image) : undefined),
  }
}

const processCpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
