/** Where the synapses of a layout lie, as columns of floats: made once, when a kernel first asks for them. */
import type { Layout } from '../../plan/plan.ts'
import type { Names } from '../names.ts'
import type { Handle, Library } from './library.ts'

/** pre, post: of each element (padding: 0). element: of each pair pre * posts + post, or -1 where there is no synapse. */
export type Table = 'pre' | 'post' | 'element'

export interface Tables {
  size(layout: string, table: Table): number
  get(layout: string, table: Table): Handle
  close(): void
}

export const tablesOf = (names: Names, library: Library): Tables => {
  const made = new Map<string, Handle>()
  const size = (layout: string, table: Table) => {
    const { size, pres, posts } = names.layout(layout)
    return table === 'element' ? pres * posts : size
  }
  const get = (layout: string, table: Table): Handle => {
    const key = `${table} ${layout}`
    const known = made.get(key)
    if (known) return known
    const handle = library.upload(fill(names.layout(layout), table, size(layout, table)))
    made.set(key, handle)
    return handle
  }
  const close = () => {
    for (const handle of made.values()) if (!(handle instanceof Float32Array)) handle.delete()
    made.clear()
  }
  return { size, get, close }
}

const fill = (layout: Layout, table: Table, size: number): Float32Array => {
  const values = new Float32Array(size).fill(table === 'element' ? -1 : 0)
  overSynapses(layout, (pre, post, element) => {
    if (table === 'element') values[pre * layout.posts + post] = element
    else values[element] = table === 'pre' ? pre : post
  })
  return values
}

const overSynapses = (layout: Layout, see: (pre: number, post: number, element: number) => void): void => {
  for (let pre = 0; pre < layout.pres; pre++)
    if (layout.kind === 'dense')
      for (let post = 0; post < layout.posts; post++) see(pre, post, pre * layout.stride + post)
    else
      for (let r = layout.rowStart[pre]; r < layout.rowStart[pre + 1]; r++)
        for (let i = 0; i < layout.runLength[r]; i++) see(pre, layout.runPost[r] + i, layout.runOffset[r] + i)
}
