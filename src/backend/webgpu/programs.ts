/** Programs of a plan as dispatches with their pipelines, made when they are first run. */
import type { Program } from '../../plan/plan.ts'
import type { Network } from './context.ts'
import { moduleOf } from './module.ts'
import { type Dispatch, type Form, type Group, momentOf, type OnHost, scheduleOf, type Whole } from './schedule.ts'

/** A dispatch that can be encoded. */
export interface Ready {
  readonly do: 'group' | 'phase'
  readonly pipeline: GPUComputePipeline
  readonly workgroups: number
  readonly teams: number
}

export interface Programs {
  named(name: string): Program
  whole(name: string): { begin: (Ready | OnHost)[]; ticks: Ready | (Ready | OnHost)[]; end: (Ready | OnHost)[] }
  moment(name: string): (Ready | OnHost)[]
}

/** Makes a pipeline of a text, or finds the one made before. */
export type Compile = (text: string) => GPUComputePipeline

export const programsOf = (network: Network, form: Form, compile: Compile): Programs => {
  const { names, space } = network
  const { programs, lanes } = names.plan
  const named = (name: string): Program => {
    if (!Object.hasOwn(programs, name)) throw new Error(`the plan has no program '${name}'`)
    return programs[name]
  }
  const ready = (dispatch: Group | Whole, program: Program): Ready => {
    const { text, workgroups, once } = moduleOf(dispatch, program, network)
    return {
      do: dispatch.do,
      pipeline: compile(text),
      workgroups,
      teams: once ? space.replicas : space.replicas * lanes,
    }
  }
  const prepare = (dispatches: readonly Dispatch[], program: Program) =>
    dispatches.map(d => (d.do === 'routine' ? d : ready(d, program)))
  const wholes = remember(name => {
    const program = named(name)
    const { begin, ticks, end } = scheduleOf(program, form, network)
    return {
      begin: prepare(begin, program),
      ticks: 'do' in ticks ? ready(ticks, program) : prepare(ticks, program),
      end: prepare(end, program),
    }
  })
  const moments = remember(name => prepare(momentOf(named(name), form, network), named(name)))
  return { named, whole: wholes, moment: moments }
}

const remember = <T>(make: (name: string) => T) => {
  const made = new Map<string, T>()
  return (name: string): T => {
    if (!made.has(name)) made.set(name, make(name))
    return made.get(name)!
  }
}
