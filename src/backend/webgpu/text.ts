/** Small helpers that lay out program text. */
export const indent = (lines: readonly string[]): string[] => lines.map(line => `  ${line}`)

/** `head { body }` over several lines. */
export const block = (head: string, body: readonly string[]): string[] => [`${head} {`, ...indent(body), '}']

/** A loop of `name` over 0 .. count - 1. */
export const each = (name: string, count: number | string, body: readonly string[]): string[] =>
  block(`for (var ${name} = 0; ${name} < ${count}; ${name}++)`, body)

/**
 * A loop of `name` over 0 .. count - 1, shared by `threads` threads: element e falls to thread e mod threads. `most`: what a count that
 * only the device knows cannot exceed. Loops count rounds up to a constant by one: a compiler of shaders then knows that they end and
 * what they index, and adds neither a watch over endless loops nor a clamp of the index.
 */
export const share = (
  name: string,
  count: number | string,
  threads: number,
  body: readonly string[],
  most: number | string = count,
): string[] => {
  if (typeof most === 'string') return block(`for (var ${name} = tid; ${name} < ${count}; ${name} += ${threads})`, body)
  const rounds = Math.ceil(most / threads)
  const inside = count === rounds * threads ? body : block(`if (${name} < ${count})`, body)
  if (rounds === 1) return block('', [`let ${name} = tid;`, ...inside])
  const element = `let ${name} = round_${name} * ${threads} + tid;`
  const stop =
    typeof count === 'string' ? [element, `if (${name} >= ${count}) { break; }`, ...body] : [element, ...inside]
  return each(`round_${name}`, rounds, stop)
}

/** A loop of `name` over 0 .. count - 1 of a count that only the device knows, `most` at most. */
export const eachOf = (name: string, count: string, most: number, body: readonly string[]): string[] =>
  each(name, most, [`if (${name} >= ${count}) { break; }`, ...body])

/** The remainder of a whole number by a power of two, so that a compiler of shaders knows its range. */
export const wrapped = (text: string, slots: number): string => `i32(min(u32((${text}) & ${slots - 1}), ${slots - 1}u))`

/** The unit of an entry of an event list. */
export const unitOf = (entry: string, units: number): string => `i32(min(u32(${entry}) & 0xffffffu, ${units - 1}u))`

/** Waits until all threads of the workgroup have come here, and shows each what the others wrote. */
export const barrier = ['storageBarrier();', 'workgroupBarrier();']
