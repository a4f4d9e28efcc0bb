/** The nouns of an experiment: what a scientist writes. All of it is plain data, fit for JSON. See docs/model.md. */
import type { Quantity, Unit } from '../lang/quantity.ts'

export type { Quantity, Unit } from '../lang/quantity.ts'

export type Table<T> = Record<string, T>
/** The right-hand side of an assignment, as text. */
export type Equation = string
/** Equations in order. An array of pairs where one name is assigned more than once. */
export type Equations = Table<Equation> | [name: string, equation: Equation][]

/** An initial value: a quantity, an equation (double, on the host), or an equation with named intermediate values. */
export type Init = Quantity | Equation | number[] | { let: Table<Equation>; value: Equation }

export interface Compartment {
  about: string
  /** Unit of the input port; absent: the compartment receives nothing. */
  input?: Unit | 1
  state?: Table<Init>
  /** State that learning changes: survives `clear`, shared by lanes, saved with the weights. */
  learned?: Table<Init>
  step: Equations
}

export interface Neuron {
  kind: 'neuron'
  name: string
  about: string
  source: string
  params: Table<[Quantity, string]>
  compartments: Table<Compartment>
  events?: Table<Equation>
  on?: Table<Equations>
  /** Events that a sound network does not have, and what they mean: the first of each is told while the network learns. */
  watch?: Table<string>
  /** Events that no unit of a sound network has in every tick, and what it means: told with the rate at the end of a stage that learns. */
  saturates?: Table<string>
  /** What a parameter must obey in every unit: checked when the network is loaded. */
  limits?: Table<Limit>
  /**
   * The model descends an energy 1/2 v'Qv, where Q are the weights that carry column `of` within the population to compartment `to`, with parameter
   * `own` on the diagonal: a person is told where Q has no such energy.
   */
  energy?: { of: string; to: string; own: string }
}

/**
 * Numbers or equations of parameters, initial states (compartment.name) and `reach.<compartment>`, the sum of the absolute weights that arrive
 * there at the start.
 */
export interface Limit {
  above?: number | Equation
  from?: number | Equation
  below?: number | Equation
  upTo?: number | Equation
  /** What the bound is, for people. */
  why?: string
}

/** Traces of a rule: one value per presynaptic (or postsynaptic) unit. */
export interface Part {
  state?: Table<Init>
  learned?: Table<Init>
  step?: Equations
  on?: Table<Equations>
}

export interface Rule {
  kind: 'rule'
  name: string
  about: string
  source: string
  params: Table<[Quantity, string]>
  pre?: Part
  post?: Part
  synapse?: Table<Init>
  on: Table<Equations>
  bounds?: [Quantity, Quantity]
}

/** Spike trains given instead of drawn: entry k is [tick, unit] or [tick, unit, count]; ticks count from the start of a presentation. */
export type Force = { event?: string; spikes: number[][] }

export interface Population {
  neuron: Neuron
  size?: number
  /** [groups, members], or the rows and columns of an image. */
  shape?: [number, number]
  /** A value for all units, or a list with one for each. */
  set?: Table<Quantity | Quantity[]>
  /** Initial values of state, instead of the model's. */
  init?: Table<Init>
  force?: Force
}

export type Connect =
  | 'all'
  | 'one-to-one'
  | { probability: number }
  | { fanIn: number }
  | { patch: [number, number]; stride: number }
  | Equation

export type Weights =
  | Init
  | { values: number[][] }
  | { load: string }
  | { tie: string }
  | { transpose: string; refresh?: string; noise?: number; scale?: number }
  | { sign: string; scale?: number | 'rms'; refresh?: string }
  /** The weights of one group, copied to every group of both ends. */
  | { tile: string; refresh?: string }
  /** w + rate * other - decay * w, the other transposed; decay: as rate unless given. */
  | { toward: string; rate: number; decay?: number; refresh?: string; value?: Weights }
  | { sparse: { zero: number; scale: number }; of: Init }
  | { product: [{ from: string; weights: Weights }, string]; refresh?: string; noise?: number }
  | { scale: number; of: Weights }

export interface Projection {
  name?: string
  from: string | string[]
  to: string
  weights?: Weights
  routine?: string
  connect?: Connect
  delay?: Quantity
  rule?: Rule
  set?: Table<Quantity>
  recarry?: boolean
}

export type Lasts =
  | Quantity
  | `${number} ticks`
  | { base: Quantity; wald: [mean: number, shape: number]; floor?: boolean } // in ms

export interface Phase {
  name: string
  lasts: Lasts
  order?: string[]
  each?: 'class'
  drive?: Table<Drive>
}
export type Drive = 'image' | 'label' | 'candidate' | { choose: number } | Quantity

export interface Stage {
  name?: string
  epochs?: number
  images?: number
  /** Only the samples of this part of the training set, from 1: a batch of a data set that was recorded in batches. */
  part?: number
  presentations?: number
  phases?: Phase[]
  stages?: Stage[]
  learn?: boolean
  clear?: 'presentation' | 'epoch' | 'stage'
  /** Images moved by up to `shift` pixels, 0 outside a window, or cut out: in the first `epochs` epochs of the stage (default: in all). */
  show?: { shift?: number; window?: [number, number]; crop?: [number, number]; epochs?: number }
  /** Where the answer of a training presentation is read (the running error): at the end of phase `after`, by default the first. */
  answer?: { of: string; score: Equation; after?: string }
  /** Whether the test runs after the epochs of this stage; default true. */
  test?: boolean
}

export interface Test {
  every: 'epoch' | number
  clear: 'presentation' | 'epoch'
  phases: Phase[]
  answer: { of: string; score: Equation }
}

export type Measure =
  | string
  /** One number of a population; `during: 'test'`: at the end of each test presentation, averaged over the test. */
  | { of: string; value: Equation; every?: 'tick' | 'presentation' | 'epoch'; during?: 'train' | 'test' }
  | { angle: [string, string] }
  /** Pearson's correlation of two measures over the presentations of an epoch. */
  | { correlation: [string, string] }
  /** Angle after each epoch between the weights of two projections; with exchanged ends, the second transposed. */
  | { weights: [string, string] }
  /** After each epoch, how well a feedback projection agrees with a forward one: sign, cosine and the R measures. */
  | { agreement: [feedback: string, forward: string] }
  /** Largest eigenvalue of the loop of output weights and feedback (measure/jacobian.ts), from the last 100 values of a column. */
  | { eigenvalue: { out: string; feedback: string; of: string; rate?: number; gain?: number } }

export interface Probe {
  /** An event, a column of a population, or a measure of every tick. */
  column: string
  /** Of an event: columns of its unit that are kept with it, as they are when the tick ends. */
  with?: string[]
  every?: Quantity | number
  units?: number[]
  during?: ('train' | 'test')[]
  samples?: number
}

export interface DatasetSpec {
  name: string
  train?: number
  test?: number
  validation?: number
}

export interface Experiment {
  kind: 'experiment'
  name: string
  about: string
  seed: number
  dt: Quantity
  lanes?: number
  dataset?: DatasetSpec
  populations: Table<Population>
  projections: Projection[]
  train: Stage[]
  test?: Test
  measures?: Table<Measure>
  probes?: Probe[]
}
