/** The protocol of an experiment as the simulation runs it: stages, phases, what drives them, where answers are read. */
import type { Drive, Stage, Test } from '../spec/types.ts'
import type { EnergyCheck } from './energies.ts'
import type { Initial } from './initial.ts'
import type { LimitCheck } from './limits.ts'
import type { Network } from './network.ts'
import type { Plan } from './plan.ts'

/** Ticks of a phase: base, plus a Wald draw where there is one. */
export interface Lengths {
  base: number // ticks
  wald?: { mean: number; shape: number; floor: boolean } // in ticks
}

export interface DrivenColumn {
  column: string
  population: string
  size: number
  drive: Drive
  value?: number // of a quantity, in internal units
}

export interface PhaseProgram {
  name: string
  program: string
  lasts: Lengths
  drives: DrivenColumn[]
  each?: 'class'
}

export interface StageProgram {
  id: string // 'train.0', nested 'train.0.1'
  spec: Stage
  phases: PhaseProgram[]
  stages: StageProgram[]
  presentationEnd?: string
  begin?: string
  end?: string
  answer?: Answer
}

export interface Answer {
  population: string
  units: number
  probe: string // of the log that holds the scores
}

export interface TestProgram {
  spec: Test
  phases: PhaseProgram[]
  presentationEnd?: string
  answer: Answer
}

export interface MeasureLog {
  name: string
  probe: string
  kind: 'value' | 'angle' | 'correlation' | 'weights' | 'agreement' | 'eigenvalue' // angle: three logs a.b, a.a, b.b; eigenvalue: a vector
  every: 'presentation' | 'tick' | 'epoch'
  during?: 'test' // default: training
  of?: [string, string] // correlation: measures; weights, agreement: projections
  loop?: { out: string; feedback: string; rate: number; gain: number }
}

export interface ProbeLog {
  probe: string
  column: string // as the user named it
  kind: 'spikes' | 'trace' | 'measure' // measure: one value a tick, logged by the measure itself
  population: string
  units: number
  during: ('train' | 'test')[]
  samples: number
  every: number
  only?: number[]
  /** Of an event: columns kept with it, and their logs, one value a unit for each logged tick. */
  values?: { column: string; probe: string }[]
}

/** An event that a sound network does not have (Neuron.watch), or not in every tick (Neuron.saturates), logged in every training phase. */
export interface WatchLog {
  probe: string
  population: string
  event: string
  about: string
}

export interface Planned {
  plan: Plan
  network: Network
  stages: StageProgram[]
  test?: TestProgram
  /** Columns with values drawn or given at the start; weights among them. */
  initial: { column: string; values: Initial }[]
  /** Probes of event logs that the digest covers, in order. */
  digest: string[]
  measures: MeasureLog[]
  probes: ProbeLog[]
  watched: WatchLog[]
  saturates: WatchLog[]
  limits: LimitCheck[]
  energies: EnergyCheck[]
  learned: string[] // columns saved as weights: name of weight, synapse and learned columns
  recorded: string // suffix of programs that also feed the probes
}
