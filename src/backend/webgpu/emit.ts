/** Kernels as WGSL, and what a dispatch has to know of each. */
import type { Kernel } from '../../plan/plan.ts'
import { describe, padded } from '../names.ts'
import type { Context } from './context.ts'
import { carry, carryGraded } from './emit-carry.ts'
import { fold, foldLanes, foldSynapses } from './emit-fold.ts'
import { learn, marks, needsMarks } from './emit-learn.ts'
import { rowParts, takesRows } from './emit-learn-rows.ts'
import { bitWords, compact, raisesOf, step } from './emit-step.ts'
import { fill, log, replay, taps, turn } from './emit-units.ts'

export const emitKernel = (kernel: Kernel, context: Context): string[] => {
  switch (kernel.verb) {
    case 'step':
      return step(kernel, context)
    case 'compact':
      return compact(kernel, context)
    case 'turn':
      return turn(kernel, context)
    case 'fill':
      return fill(kernel, context)
    case 'carry':
      return carry(kernel, context)
    case 'carry-graded':
      return carryGraded(kernel, context)
    case 'learn':
      return learn(kernel, context)
    case 'fold':
      return fold(kernel, context)
    case 'fold-lanes':
      return foldLanes(kernel, context)
    case 'fold-synapses':
      return foldSynapses(kernel, context)
    case 'taps':
      return taps(kernel, context)
    case 'replay':
      return replay(kernel, context)
    case 'log':
      return log(kernel, context)
    case 'routine':
      throw new Error(`${describe(kernel)}: runs on the host`)
  }
}

/** What a learn over lanes does first. */
export const emitMarks = (kernel: Kernel, context: Context): string[] | undefined =>
  kernel.verb === 'learn' && needsMarks(kernel, context.names.plan.lanes) ? marks(kernel, context) : undefined

/**
 * How many elements a kernel has to share out among any number of threads; undefined where the threads of one workgroup
 * must work together.
 */
export const elementsOf = (kernel: Kernel, { names, width }: Pick<Context, 'names' | 'width'>): number | undefined => {
  switch (kernel.verb) {
    case 'step':
      return raisesOf(kernel).length > 0 ? undefined : kernel.units
    case 'turn':
    case 'fill':
      return padded(names.column(kernel.column).size)
    case 'carry':
    case 'carry-graded': {
      const layout = names.layout(kernel.layout)
      return kernel.transposed ? layout.pres : layout.posts
    }
    case 'learn': {
      const layout = names.layout(kernel.layout)
      if (names.plan.lanes > 1 && takesRows(kernel, layout)) return rowParts(kernel, layout, width)
      return layout.kind === 'dense' ? layout.pres * layout.posts : layout.size
    }
    case 'fold-synapses': {
      const layout = names.layout(kernel.layout)
      return kernel.axis === 'all' ? undefined : kernel.axis === 'pre' ? layout.posts : layout.pres
    }
    case 'fold-lanes':
      return kernel.units
    case 'taps':
      return names.list(kernel.event).units
    default:
      return undefined
  }
}

/** A kernel that has nothing to do on the device: a ring that only moves on. */
export const isEmpty = (kernel: Kernel): boolean => kernel.verb === 'turn' && !kernel.zero

export { bitWords }
