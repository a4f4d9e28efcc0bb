/** What an image costs a network of graded units, whatever computes it. */
import type { Kernel } from '../../plan/plan.ts'
import type { Planned, StageProgram } from '../../plan/protocol.ts'

/** Multiply-adds of one training presentation: synapses over which graded values are carried, and which learn. Spikes do not count. */
export const multiplyAdds = ({ plan, stages }: Planned): number => {
  const synapses = new Map(plan.layouts.map(l => [l.name, l.pres * l.posts]))
  const of = (kernels: Kernel[]) =>
    kernels.reduce((sum, k) => sum + ('layout' in k && isGraded(k) ? synapses.get(k.layout)! : 0), 0)
  return Math.max(
    ...stages.map(stage =>
      programsOf(stage).reduce(
        (sum, p) => sum + of(plan.programs[p].begin) + of(plan.programs[p].tick) + of(plan.programs[p].end),
        0,
      ),
    ),
  )
}

const isGraded = (k: Kernel): boolean => k.verb === 'carry-graded' || (k.verb === 'learn' && k.lanes !== undefined)

const programsOf = (stage: StageProgram): string[] => [
  ...stage.phases.map(p => p.program),
  ...(stage.presentationEnd ? [stage.presentationEnd] : []),
]
