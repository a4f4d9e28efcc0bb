/** True at most once in so many ms of real time. */
export const spaced = (ms: number, now: () => number = () => performance.now()): (() => boolean) => {
  let last = Number.NEGATIVE_INFINITY
  return () => {
    const time = now()
    if (time - last < ms) return false
    last = time
    return true
  }
}
