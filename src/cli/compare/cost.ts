/** What an image costs a network of graded units, whatever computes it. */
import type { Kernel } from '../../plan/plan.ts'
import type { Planned, StageProgram } from '../../plan/protocol.ts'

/**
 * Multiply-adds of one training presentation: synapses over which graded values are carried in each tick, and which learn. Spikes do not count, nor do
 * phases of feedback without an image. */
export const multiplyAdds = ({ plan, stages }: Planned): number => {
  const synapses = new Map(plan.layouts.map(l => [l.name, l.pres * l.posts]))
  const of = (kernels: Kernel[]) =>
    kernels.reduce((sum, k) => sum + ('layout' in k && isGraded(k) ? synapses.get(k.layout)! : 0), 0)
  const ofProgram = (name: string, ticks: number): number => {
    const { begin, tick, end } = plan.programs[name]
    return of(begin) + ticks * of(tick) + of(end)
  }
  const ofStage = ({ phases, presentationEnd }: StageProgram): number =>
    phases.reduce((sum, { program, lasts }) => sum + ofProgram(program, lasts.base), 0) +
    (presentationEnd ? ofProgram(presentationEnd, 0) : 0)
  const all = stages.flatMap(leaves)
  const shown = all.filter(stage => stage.phases.some(p => p.drives.some(d => d.drive === 'image')))
  return Math.max(...(shown.length > 0 ? shown : all).map(ofStage))
}

const isGraded = (k: Kernel): boolean => k.verb === 'carry-graded' || (k.verb === 'learn' && k.lanes !== undefined)

/** The stages that have phases: not those that are made of others. */
const leaves = (stage: StageProgram): StageProgram[] =>
  stage.stages.length > 0 ? stage.stages.flatMap(leaves) : [stage]
