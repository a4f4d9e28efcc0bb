/** Small helpers that lay out program text. */
export const indent = (lines: readonly string[]): string[] => lines.map(line => `  ${line}`)

/** `head { body }` over several lines. */
export const block = (head: string, body: readonly string[]): string[] => [`${head} {`, ...indent(body), '}']

/** A loop of `name` over 0 .. count - 1. */
export const each = (name: string, count: number | string, body: readonly string[]): string[] =>
  block(`for (var ${name} = 0; ${name} < ${count}; ${name}++)`, body)

/** A loop of `name` over 0 .. count - 1, shared by `threads` threads: element e falls to thread e mod threads. */
export const share = (name: string, count: number | string, threads: number, body: readonly string[]): string[] =>
  block(`for (var ${name} = tid; ${name} < ${count}; ${name} += ${threads})`, body)

/** Waits until all threads of the workgroup have come here, and shows each what the others wrote. */
export const barrier = ['storageBarrier();', 'workgroupBarrier();']
