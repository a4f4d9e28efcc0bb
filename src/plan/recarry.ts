/**
 * Recarry: after learning, the drives that a port still keeps are computed again from the spike lists with the new weights, and the
 * recursions over them are run again from 0, so spikes in flight act with the weights of now (Guerguiev et al. 2017, see
 * docs/model.md, 'The past').
 */
import { lagOf, layoutName, type Position, sourceHome, weightsName } from './arrivals.ts'
import { type Context, keepEvents } from './context.ts'
import type { Proj } from './network.ts'
import type { Kernel, Statement } from './plan.ts'
import { columnOf, type Space } from './space.ts'

/** `positions`: of the phases of the stage; a port is carried as in the first phase that steps both ends. */
export const recarry = (ctx: Context, learned: Kernel[], positions: Position[]): Kernel[] => {
  const changed = new Set(
    learned.flatMap(k => (k.verb === 'learn' ? writesOf(k.body) : k.verb === 'routine' ? k.writes : [])),
  )
  const kernels: Kernel[] = []
  for (const space of ctx.spaces)
    for (const port of space.ports) {
      const incoming = ctx.network.projs.filter(p => p.to.pop === space.pop && p.to.port === port && !space.part)
      if (incoming.some(p => changed.has(weightsName(ctx, p)) && p.spec.recarry !== false))
        kernels.push(...again(ctx, space, columnOf(space, port), incoming, positions))
    }
  return kernels
}

export const writesOf = (body: Statement[]): string[] =>
  body.flatMap(s => (s.do === 'store' ? [s.column] : s.do === 'when' ? writesOf(s.body) : []))

const again = (ctx: Context, space: Space, column: string, incoming: Proj[], positions: Position[]): Kernel[] => {
  const depth = ctx.kept.get(column) ?? 0
  if (depth === 0 || incoming.some(p => !p.from.event)) return []
  const kernels: Kernel[] = []
  for (let slot = depth - 1; slot >= 0; slot--) {
    kernels.push({ verb: 'fill', column, value: 0, slot })
    for (const p of incoming) {
      const delay = delayOf(ctx, space, p, positions)
      if (delay === undefined) continue
      const event = keepEvents(ctx, p.from.pop, p.from.event!, slot + delay)
      const transposed = p.tie?.transposed ? { transposed: true } : {}
      kernels.push({
        verb: 'carry',
        projection: p.name,
        layout: layoutName(ctx, p),
        weights: weightsName(ctx, p),
        event,
        lag: slot + delay,
        port: column,
        slot,
        ...transposed,
      })
    }
  }
  return [...kernels, ...rerun(ctx, space, column)]
}

/** Ticks between an event and its arrival, seen from the end of a tick. */
const delayOf = (ctx: Context, space: Space, p: Proj, positions: Position[]): number | undefined => {
  const from = ctx.spaces.find(s => !s.part && s.pop === p.from.pop)!
  for (const position of positions) {
    const a = position(from, sourceHome(from, p))
    const b = position(space, p.to.compartment)
    if (a !== undefined && b !== undefined) return lagOf(p, a, b) + (a < b ? 0 : 1)
  }
  return undefined
}

const rerun = (ctx: Context, space: Space, port: string): Kernel[] => {
  const g = ctx.graph
  const body: Statement[] = []
  for (const r of ctx.recursions.values()) {
    if (r.port !== port) continue
    r.columns.forEach((column, i) => {
      let p = g.constant(0)
      for (let lag = r.lag + r.n - 1; lag >= r.lag; lag--) {
        const leaf =
          lag === 0
            ? { read: 'load' as const, column: port, at: 'unit' as const }
            : { read: 'load' as const, column: port, at: 'unit' as const, lag }
        p = g.op('flush', g.op('mul', g.constant(r.factors[i]), g.op('add', p, g.leaf('f32', leaf))))
      }
      body.push({ do: 'store', column, value: p })
    })
  }
  return body.length ? [{ verb: 'step', name: `${space.id}: recursions of ${port}`, units: space.pop.size, body }] : []
}
