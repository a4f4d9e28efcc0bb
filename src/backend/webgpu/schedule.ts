/**
 * A program as dispatches. The plain form gives each kernel its own, tick after tick. The fused form puts neighbours that
 * cross no lanes into one, a workgroup for each lane, and, where no kernel of the tick crosses lanes, all ticks of a phase.
 */
import type { Kernel, Program } from '../../plan/plan.ts'
import { runsOnce } from '../names.ts'
import type { Network, Part } from './context.ts'
import { elementsOf, isEmpty } from './emit.ts'

export type Form = 'fused' | 'plain'

/** Kernels of one part from number `first` on, in one dispatch. */
export interface Group {
  readonly do: 'group'
  readonly part: Part
  readonly first: number
  readonly kernels: readonly Kernel[]
  /** Only the guards of a learn over lanes. */
  readonly marks: boolean
  readonly once: boolean
  /** Elements that the kernel shares out; undefined for a workgroup a lane. */
  readonly elements?: number
}

/** All ticks of a phase, with the kernels before and after them that cross no lanes. */
export interface Whole {
  readonly do: 'phase'
  readonly begin: Group
  readonly tick: Group
  readonly end: Group
}

export interface OnHost {
  readonly do: 'routine'
  readonly part: Part
  /** Its number among the kernels of the part. */
  readonly index: number
  readonly kernel: Extract<Kernel, { verb: 'routine' }>
}

export type Dispatch = Group | Whole | OnHost

export interface Schedule {
  readonly begin: readonly (Group | OnHost)[]
  /** One dispatch for all ticks, or several for each. */
  readonly ticks: Whole | readonly (Group | OnHost)[]
  readonly end: readonly (Group | OnHost)[]
}

/** Above this many elements one workgroup is too few, unless there are many networks. */
const MANY_ELEMENTS = 1 << 14
const MANY_REPLICAS = 32

export const scheduleOf = (program: Program, form: Form, network: Network): Schedule => {
  const part = (name: Part) => split(program[name], name, form, network)
  const [begin, tick, end] = [part('begin'), part('tick'), part('end')]
  if (form === 'plain' || !fits(program, network)) return { begin, ticks: tick, end }
  const before = begin.at(-1)
  const after = end[0]
  const joinBegin = before !== undefined && isLocalGroup(before)
  const joinEnd = after !== undefined && isLocalGroup(after)
  return {
    begin: joinBegin ? begin.slice(0, -1) : begin,
    ticks: {
      do: 'phase',
      begin: joinBegin ? before : nothing('begin', program.begin.length),
      tick: { ...nothing('tick', 0), kernels: program.tick },
      end: joinEnd ? after : nothing('end', 0),
    },
    end: joinEnd ? end.slice(1) : end,
  }
}

/** The kernels of `end` alone, for a moment. */
export const momentOf = (program: Program, form: Form, network: Network): readonly (Group | OnHost)[] =>
  split(program.end, 'end', form, network)

const nothing = (part: Part, first: number): Group => ({
  do: 'group',
  part,
  first,
  kernels: [],
  marks: false,
  once: false,
})

const isLocalGroup = (dispatch: Group | OnHost): dispatch is Group =>
  dispatch.do === 'group' && dispatch.elements === undefined && !dispatch.once

/** Whether no kernel of the tick crosses lanes, so that the fused form of a whole phase is legal. */
const fits = (program: Program, network: Network): boolean => program.tick.every(kernel => isLocal(kernel, network))

const isLocal = (kernel: Kernel, { names }: Network): boolean =>
  kernel.verb !== 'routine' && (names.plan.lanes === 1 || !runsOnce(kernel, names))

const split = (kernels: readonly Kernel[], part: Part, form: Form, network: Network): (Group | OnHost)[] => {
  const dispatches: (Group | OnHost)[] = []
  kernels.forEach((kernel, i) => {
    if (kernel.verb === 'routine') dispatches.push({ do: 'routine', part, index: i, kernel })
    else if (form === 'fused' && isLocal(kernel, network) && !isWide(kernel, part, network))
      append(dispatches, kernel, i, part)
    else dispatches.push(...alone(kernel, i, part, network))
  })
  return dispatches
}

/** Into the group before it, if there is one. */
const append = (dispatches: (Group | OnHost)[], kernel: Kernel, first: number, part: Part): void => {
  const last = dispatches.at(-1)
  if (last !== undefined && isLocalGroup(last))
    dispatches[dispatches.length - 1] = { ...last, kernels: [...last.kernels, kernel] }
  else dispatches.push({ ...nothing(part, first), kernels: [kernel] })
}

const alone = (kernel: Kernel, first: number, part: Part, network: Network): Group[] => {
  if (isEmpty(kernel)) return []
  const once = network.names.plan.lanes > 1 && runsOnce(kernel, network.names)
  const group = { ...nothing(part, first), kernels: [kernel], once, elements: elementsOf(kernel, network) }
  const guarded = kernel.verb === 'learn' && once && (kernel.rows ?? kernel.pres ?? kernel.posts) !== undefined
  return guarded ? [{ ...group, marks: true }, group] : [group]
}

const isWide = (kernel: Kernel, part: Part, network: Network): boolean =>
  part !== 'tick' &&
  network.space.replicas < MANY_REPLICAS &&
  (kernel.verb === 'learn' || kernel.verb === 'fold-synapses') &&
  (elementsOf(kernel, network) ?? 0) > MANY_ELEMENTS
