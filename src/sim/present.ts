/** Shows one sample to each lane: drives, phases, the end of the presentation; and collects what was logged. */
import type { Logged, Machine } from '../backend/backend.ts'
import { DataError } from '../errors.ts'
import type { PhaseProgram } from '../plan/protocol.ts'
import type { Chance } from './chance.ts'
import { type Stimulus, writeDrives } from './drives.ts'

export interface Showing {
  machine: Machine
  phases: PhaseProgram[]
  presentationEnd: string | undefined
  chance: Chance
  classes: number
}

export interface Shown {
  ticks: number[][] // [phase][lane]
  logs: Record<string, Logged>
  /** With phases for each class: the logs of every candidate, in order; then `logs` is that of the last. */
  candidates?: Record<string, Logged>[]
}

/** `stimuli`: one a lane. `suffix`: of the programs that also feed the probes. */
export const present = async (showing: Showing, stimuli: Stimulus[], suffix = ''): Promise<Shown> => {
  const { machine, phases } = showing
  const first = phases.findIndex(p => p.each === 'class')
  const candidates: Record<string, Logged>[] = []
  stimuli.forEach((s, lane) => {
    machine.clock(lane, { presentation: s.presentation, tick: 0 })
  })
  const ticks: number[][] = []
  const shared = first < 0 ? phases : phases.slice(0, first)
  shared.forEach((phase, i) => {
    ticks.push(run(showing, phase, i, stimuli, suffix))
  })
  for (let c = 0; first >= 0 && c < showing.classes; c++) {
    const each = stimuli.map(s => ({ ...s, candidate: c }))
    phases.slice(first).forEach((phase, i) => {
      ticks.push(run(showing, phase, first + i, each, suffix))
    })
    candidates.push(await machine.drain())
  }
  if (showing.presentationEnd) machine.fire(showing.presentationEnd)
  const logs = await machine.drain()
  return candidates.length ? { ticks, logs, candidates } : { ticks, logs }
}

const run = (showing: Showing, phase: PhaseProgram, index: number, stimuli: Stimulus[], suffix: string): number[] => {
  const { machine, chance } = showing
  stimuli.forEach((s, lane) => {
    writeDrives(machine, phase.drives, lane, s, chance)
  })
  const lengths = stimuli.map(s => chance.ticks(phase.lasts, s.presentation, index))
  machine.advance(phase.program + suffix, lengths)
  return lengths
}

/** Mean score of each class's block of units, and the class of the largest, first on ties. */
export const answerOf = (scores: ArrayLike<number>, classes: number): { answer: number; scores: Float64Array } => {
  const each = scores.length / classes
  if (!Number.isInteger(each)) throw new DataError('answer.of', `a multiple of ${classes} units`, `${scores.length}`)
  const means = new Float64Array(classes)
  for (let c = 0; c < classes; c++) {
    let sum = 0
    for (let k = 0; k < each; k++) sum += scores[c * each + k]
    means[c] = sum / each
  }
  return { answer: largest(means), scores: means }
}

/** The first of the largest; what is no number is never it, unless nothing is one. */
const largest = (scores: ArrayLike<number>): number => {
  let best = 0
  for (let c = 1; c < scores.length; c++)
    if (scores[c] > scores[best] || (Number.isNaN(scores[best]) && !Number.isNaN(scores[c]))) best = c
  return best
}

/** The answer of a lane from what was shown; -1 where no answer was asked for. */
export const answerIn = (shown: Shown, lane: number, classes: number): number => {
  if (shown.candidates?.every(logs => logs.answer))
    return largest(shown.candidates.map((logs, c) => answerOf(logs.answer.values[lane], classes).scores[c]))
  const values = shown.logs.answer?.values[lane]
  return values && values.length > 0 ? answerOf(values, classes).answer : -1
}
