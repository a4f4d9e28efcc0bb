/** Equations that run together write either what lanes share or what each lane has: a kernel cannot do both. */
import { SpecError } from '../errors.ts'
import type { Context } from './context.ts'
import type { Kernel, Statement } from './plan.ts'
import { storedBy } from './reads.ts'

/** Throws SpecError for a step of several lanes that would write both. */
export const checkLanes = (ctx: Context, kernels: readonly Kernel[]): void => {
  if (ctx.network.lanes === 1) return
  for (const kernel of kernels) if (kernel.verb === 'step') checkStep(ctx, kernel)
}

const checkStep = (ctx: Context, { name, body }: Extract<Kernel, { verb: 'step' }>): void => {
  const stored = storedBy(body)
  const shared = stored.filter(column => !ctx.columns.get(column)!.perLane)
  const own = stored.find(column => ctx.columns.get(column)!.perLane) ?? raised(body)
  if (shared.length === 0 || own === undefined) return
  throw new SpecError(
    `lanes: ${name}`,
    'one lane, or equations that assign learned state apart from the state of a lane (in another moment or compartment)',
    `${ctx.network.lanes} lanes, and equations that assign '${shared[0]}', which lanes share, and '${own}' together`,
  )
}

const raised = (body: Statement[]): string | undefined =>
  body.map(s => (s.do === 'raise' ? s.event : s.do === 'when' ? raised(s.body) : undefined)).find(e => e !== undefined)
