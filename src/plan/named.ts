/** Populations and columns as a user names them: 'hidden', 'hidden.soma.v'. */
import { oneOf, SpecError } from '../errors.ts'
import { describe } from '../spec/model.ts'
import { addColumn, type Context } from './context.ts'
import { newPlace } from './place.ts'
import { portColumn, stateColumn } from './scope.ts'
import { columnOf, knownNames, type Space } from './space.ts'

/** The populations' own spaces, without the parts of rules. */
export const unitSpaces = (ctx: Context): Space[] => ctx.spaces.filter(s => !s.part)

export const findSpace = (ctx: Context, name: string, path: string): Space => {
  const spaces = unitSpaces(ctx)
  const space = spaces.find(s => s.id === name)
  const names = spaces.map(s => s.id)
  if (!space) throw new SpecError(path, `a population: ${oneOf(name, names)}`, describe(name))
  return space
}

/** Variables, ports and events; parameters are no columns. */
export const requireName = (space: Space, name: string, path: string): void => {
  if (space.events.some(e => e.name === name)) return
  if (space.variables.has(name) || space.ports.has(name)) return
  throw new SpecError(path, `${oneOf(name, knownNames(space))} of '${space.id}'`, `'${name}'`)
}

/** The column that holds a named variable or port; a let is given one. */
export const columnFor = (ctx: Context, name: string, path: string): string => {
  const [pop, ...rest] = name.split('.')
  const space = findSpace(ctx, pop, path)
  const variable = rest.join('.')
  const place = newPlace(ctx, 'moment', undefined)
  if (space.ports.has(variable)) return portColumn(place, space, variable)
  const known = space.variables.get(variable)
  if (!known) throw new SpecError(path, `${oneOf(variable, knownNames(space))} of '${pop}'`, `'${variable}'`)
  if (known.kind !== 'let') return stateColumn(place, space, variable)
  const column = columnOf(space, variable)
  ctx.materialized.add(column)
  addColumn(ctx, { name: column, size: space.pop.size, role: 'temporary' })
  return column
}
