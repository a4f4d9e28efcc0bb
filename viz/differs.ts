/** Tells whether any of the values is another than in the call before: what a frame need not draw again. */
export const differs = () => {
  let last: readonly unknown[] | undefined
  return (...now: readonly unknown[]): boolean => {
    const isSame = last?.length === now.length && now.every((value, i) => Object.is(value, last?.[i]))
    last = now
    return !isSame
  }
}
