/** What drives columns during a phase, and how long the phase lasts. */
import { oneOf, SpecError } from '../errors.ts'
import type { Dim } from '../lang/dimension.ts'
import { parseQuantity } from '../lang/quantity.ts'
import { within } from '../lang/within.ts'
import { describe } from '../spec/model.ts'
import type { Drive, Lasts, Phase, Stage } from '../spec/types.ts'
import type { Context } from './context.ts'
import { quantityOf } from './network.ts'
import type { DrivenColumn, Lengths } from './protocol.ts'
import { columnOf, type Space, variableDim } from './space.ts'
import { checkUnit } from './units.ts'

export const lengthsOf = (lasts: Lasts, dt: number, path: string): Lengths => {
  if (typeof lasts === 'string' && /^\d+ ticks?$/.test(lasts))
    return positive({ base: Number.parseInt(lasts, 10) }, lasts, path)
  if (typeof lasts === 'object' && lasts !== null) {
    const base = Math.round(quantityOf(lasts.base, `${path}.base`, 'time') / dt)
    const [mean, shape] = lasts.wald ?? []
    if (!(Number(mean) > 0 && Number(shape) > 0))
      throw new SpecError(`${path}.wald`, '[mean, shape], both above 0', describe(lasts.wald))
    const wald = { mean: mean! / dt, shape: shape! / dt, floor: lasts.floor ?? true }
    return positive({ base, wald }, lasts, path)
  }
  if (typeof lasts !== 'string' && typeof lasts !== 'number')
    throw new SpecError(path, "a time, such as '50 ms', or '20 ticks'", describe(lasts))
  return positive({ base: Math.round(quantityOf(lasts, path, 'time') / dt) }, lasts, path)
}

/** Longer phases do not fit in the lists of what is recorded. */
const mostTicks = 1e7

const positive = (lengths: Lengths, given: unknown, path: string): Lengths => {
  if (!(lengths.base >= 1)) throw new SpecError(path, 'at least one tick', describe(given))
  if (lengths.base > mostTicks) throw new SpecError(path, `at most ${mostTicks} ticks`, describe(given))
  return lengths
}

const target = (ctx: Context, name: string, path: string): { space: Space; column: string; dim: Dim } => {
  const [pop, ...rest] = name.split('.')
  const spaces = ctx.spaces.filter(s => !s.part)
  const space = spaces.find(s => s.id === pop)
  if (!space)
    throw new SpecError(
      path,
      `a column of a population: ${oneOf(
        pop,
        spaces.map(s => s.id),
      )}`,
      `'${name}'`,
    )
  const variable = rest.join('.')
  const states = [...space.variables].filter(([, v]) => v.kind === 'state').map(([n]) => n)
  if (!states.includes(variable))
    throw new SpecError(path, `a state of '${pop}': ${oneOf(variable, states)}`, `'${variable}'`)
  return { space, column: columnOf(space, variable), dim: variableDim(space, space.variables.get(variable)!) }
}

export const drivesOf = (ctx: Context, phase: Phase, path: string): DrivenColumn[] =>
  Object.entries(phase.drive ?? {}).map(([name, drive]) => {
    const at = `${path}.drive.${name}`
    const { space, column, dim } = target(ctx, name, at)
    const value = quantity(drive, dim, at)
    return { column, population: space.id, size: space.pop.size, drive, ...(value === undefined ? {} : { value }) }
  })

const quantity = (drive: Drive, dim: Dim, path: string): number | undefined => {
  if (drive === 'image' || drive === 'label' || drive === 'candidate') return undefined
  if (typeof drive === 'object' && drive !== null) {
    if (!(drive.choose >= 0 && drive.choose <= 1))
      throw new SpecError(`${path}.choose`, 'a fraction from 0 to 1', describe(drive.choose))
    return undefined
  }
  if (typeof drive !== 'number' && typeof drive !== 'string')
    throw new SpecError(path, "'image', 'label', 'candidate', { choose } or a quantity", describe(drive))
  const amount = within(path, () => parseQuantity(drive))
  checkUnit(amount.dim, dim, path, drive)
  return amount.value
}

const stagesIn = (stages: Stage[]): Stage[] => stages.flatMap(s => [s, ...stagesIn(s.stages ?? [])])

/** Every column that some phase drives. */
export const drivenColumns = (ctx: Context): { column: string }[] => {
  const { train, test } = ctx.network.experiment
  const phases = [...stagesIn(train).flatMap(s => s.phases ?? []), ...(test?.phases ?? [])]
  const columns = new Set(phases.flatMap(phase => drivesOf(ctx, phase, `phase '${phase.name}'`).map(d => d.column)))
  return [...columns].map(column => ({ column }))
}
