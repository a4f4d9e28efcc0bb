/** What the page offers: learning rules, each with the settings that it has. */
export type RuleName = 'plateau' | 'frozen' | 'backprop' | 'single' | 'growth'
export type FeedbackName = 'dense' | 'sparse' | 'symmetric' | 'rates'

/** A number that can be set. */
export interface Field {
  key: string
  label: string
  unit?: string
  min: number
  max: number
  value: number // at first
  whole?: boolean
  /** Changed while the run goes on: the path in the experiment. Without it the change asks for a new run. */
  live?: string
}

export interface RuleChoice {
  name: RuleName
  title: string
  about: string
  feedback: boolean // whether it has feedback to choose
  fields: readonly Field[]
}

const hidden: Field = { key: 'hidden', label: 'Hidden cells', min: 10, max: 500, value: 100, whole: true }
const eta: Field = {
  key: 'eta',
  label: 'Learning rate, hidden',
  min: 0,
  max: 3,
  value: 0.5,
  live: 'projections.w1.set.eta',
}
const etaOut: Field = {
  key: 'etaOut',
  label: 'Learning rate, output',
  min: 0,
  max: 1,
  value: 0.21,
  live: 'projections.out.set.eta',
}
const inputRate: Field = { key: 'inputRate', label: 'Rate of a white pixel', unit: 'Hz', min: 20, max: 500, value: 200 }
const cellRate: Field = { key: 'cellRate', label: 'Highest rate of a cell', unit: 'Hz', min: 20, max: 500, value: 200 }

export const RULES: readonly RuleChoice[] = [
  {
    name: 'plateau',
    title: 'Plateau potentials',
    about: 'Hidden cells learn from the difference of two plateau potentials in their apical dendrites.',
    feedback: true,
    fields: [hidden, eta, etaOut, inputRate, cellRate],
  },
  {
    name: 'frozen',
    title: 'Frozen hidden cells',
    about: 'Only the output learns; the hidden cells keep their random weights.',
    feedback: false,
    fields: [hidden, etaOut, inputRate, cellRate],
  },
  {
    name: 'backprop',
    title: 'Backpropagation (control)',
    about: 'Hidden cells follow errors carried back by the output weights: not local, for comparison.',
    feedback: false,
    fields: [hidden, eta, etaOut, inputRate, cellRate],
  },
  {
    name: 'single',
    title: 'No hidden cells',
    about: 'Pixels straight to the output.',
    feedback: false,
    fields: [etaOut, inputRate, cellRate],
  },
  {
    name: 'growth',
    title: 'Growth transform',
    about: 'Local receptive fields of growth-transform units that compete; labels learn by a local rule.',
    feedback: false,
    fields: [
      { key: 'units', label: 'Units of a receptive field', min: 4, max: 80, value: 56, whole: true },
      { key: 'ticks', label: 'Ticks of an image', min: 5, max: 50, value: 20, whole: true },
      {
        key: 'etaLabel',
        label: 'Learning rate, labels',
        min: 0.01,
        max: 4,
        value: 1,
        live: 'projections.read.set.eta',
      },
    ],
  },
]

export const FEEDBACKS: readonly { name: FeedbackName; title: string }[] = [
  { name: 'dense', title: 'Dense, fixed random weights' },
  { name: 'sparse', title: 'Sparse: 80 % are 0, the rest x 5' },
  { name: 'symmetric', title: 'Symmetric: the output weights' },
  { name: 'rates', title: 'By firing rates, not spikes' },
]

export const ruleOf = (name: RuleName): RuleChoice => RULES.find(r => r.name === name)!
