/**
 * Neighbouring `when`s of one test as one. What both read would otherwise be computed outside of them, in every tick: a node means what
 * it was before any store of the kernel, so that nothing changes between the two bodies.
 */
import type { Statement } from '../../plan/plan.ts'

export const merged = (body: readonly Statement[]): Statement[] => {
  const out: Statement[] = []
  for (const s of body) {
    const last = out.at(-1)
    if (s.do === 'when' && last?.do === 'when' && last.test === s.test)
      out[out.length - 1] = { ...last, body: merged([...last.body, ...s.body]) }
    else out.push(s.do === 'when' ? { ...s, body: merged(s.body) } : s)
  }
  return out
}
