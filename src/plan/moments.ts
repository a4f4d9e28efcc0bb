/** Handlers of the protocol: 'forward.begin', 'target.end', 'presentation.end', the ends of stages. */
import type { Node } from '../lang/node.ts'
import { within } from '../lang/within.ts'
import type { Handler } from '../spec/model.ts'
import type { Context } from './context.ts'
import { checkDim, stored } from './item.ts'
import { asEquation, envKey, newPlace, type Place } from './place.ts'
import type { Kernel, Statement } from './plan.ts'
import { flush, lowerAt, stateColumn } from './scope.ts'
import { type Space, variableDim } from './space.ts'

/** Kernels of every handler of `moment`, space by space. Handlers of learned state are left out unless `learn`. */
export const handlersOf = (ctx: Context, moment: string, phase: string | undefined, learn: boolean): Kernel[] =>
  ctx.spaces.flatMap(space =>
    space.handlers.filter(h => h.event === moment).flatMap(h => handler(ctx, space, h, phase, learn)),
  )

const handler = (ctx: Context, space: Space, h: Handler, phase: string | undefined, learn: boolean): Kernel[] => {
  const place = newPlace(ctx, 'moment', phase)
  const final = new Map<string, Statement>()
  for (const a of h.assigns) {
    const variable = space.variables.get(a.target)
    if (variable?.kind === 'learned' && !learn) continue
    const path = `${space.path}.${a.path}`
    const value = within(path, () =>
      asEquation(place, `${space.id}.${a.path}`, false, () => lowerAt(place, space, a.expr)),
    )
    if (!variable) {
      place.locals.set(a.target, { node: flush(place, value.node), dim: value.dim })
      continue
    }
    checkDim(space, a.target, value, path)
    const node = stored(place, space, a.target, value.node)
    const column = stateColumn(place, space, a.target)
    final.set(column, { do: 'store', column, value: node })
    remember(place, space, a.target, node)
  }
  if (final.size === 0) return []
  const body = [...final.values()]
  return [...place.before, { verb: 'step', name: `${space.id} at ${h.event}`, units: space.pop.size, body }]
}

/** Later assignments of the handler read the new value; lets are evaluated again. */
const remember = (place: Place, space: Space, name: string, node: Node): void => {
  for (const [key] of place.env)
    if (key.startsWith(`${space.id}|`)) {
      const [, known] = key.split('|')
      if (space.variables.get(known)?.kind === 'let') place.env.delete(key)
    }
  place.env.set(envKey(space, name, 'unit'), { node, dim: variableDim(space, space.variables.get(name)!) })
}
