/** Small helpers that lay out program text. */
export const indent = (lines: readonly string[]): string[] => lines.map(line => `  ${line}`)

/** `head { body }` over several lines. */
export const block = (head: string, body: readonly string[]): string[] => [`${head} {`, ...indent(body), '}']

/** A loop of `name` over 0 .. count - 1. */
export const each = (name: string, count: number | string, body: readonly string[]): string[] =>
  block(`for (let ${name} = 0; ${name} < ${count}; ${name}++)`, body)
