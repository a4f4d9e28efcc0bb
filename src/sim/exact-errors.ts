/** A network of rates with the errors of backpropagation beside its own: they are computed along the transpose of its weights, and teach nothing. */
import type { Compartment, Experiment, Neuron, Phase, Population, Projection, Table } from '../spec/types.ts'

/** Compartment that holds them, and in it the error and the rate from which it was computed. */
const EXACT = 'exact'

export interface ExactErrors {
  /** One stage of one batch that learns as the experiment does. */
  experiment: Experiment
  /** Hidden layers from the lowest. */
  layers: { weights: string; rates: string; errors: string }[]
}

/** Forward weights from the input to the answer, as each population has one source of its potential. */
const chainOf = ({ projections, test }: Experiment): Projection[] => {
  const links: Projection[] = []
  for (let pop = test?.answer.of; pop !== undefined; ) {
    const into = projections.filter(p => p.to === `${pop}.soma`)
    if (into.length !== 1 || links.includes(into[0])) break
    links.unshift(into[0])
    pop = sourceOf(into[0]).split('.')[0]
  }
  return links
}

const sourceOf = ({ from }: Projection): string => String(from)
const popOf = (column: string): string => column.split('.')[0]
const has = (neuron: Neuron | undefined, names: string[]): boolean => {
  const soma = neuron?.compartments.soma
  return soma !== undefined && names.every(name => name in { ...soma.state, ...soma.step })
}

/** Undefined where the network is no chain of rates with slopes up to a softmax with a label, taught in one stage. */
export const withExactErrors = (e: Experiment): ExactErrors | undefined => {
  const links = chainOf(e)
  const top = e.test?.answer.of ?? ''
  const hidden = links.slice(1).map(p => popOf(sourceOf(p)))
  const isChain =
    links.length > 1 &&
    links.every(p => p.name !== undefined && (p.connect ?? 'all') === 'all' && sourceOf(p).includes('.')) &&
    links.slice(1).every(p => sourceOf(p) === `${popOf(sourceOf(p))}.soma.x`) &&
    hidden.every(name => has(e.populations[name].neuron, ['x', 'slope'])) &&
    has(e.populations[top]?.neuron, ['p', 'label'])
  const [stage, ...more] = e.train
  const phase = stage.phases?.findIndex(p => shows(p, top)) ?? -1
  if (!isChain || more.length > 0 || phase < 0) return undefined
  const input = popOf(sourceOf(links[0]))
  const bottom = links[0]
  const changed: Table<Compartment> = {
    [input]: { about: 'what is sent', step: { x: sourceOf(bottom).slice(input.length + 1) } },
    ...Object.fromEntries(
      hidden.map(name => [name, { about: 'exact error', input: 1, step: { x: 'soma.x', d: 'input * soma.slope' } }]),
    ),
    [top]: { about: 'exact error', step: { d: 'soma.p - soma.label' } },
  }
  const order = [...[input, ...hidden, top].reverse()].map(name => `${name}.${EXACT}`)
  const phases = stage.phases!.map((p, k) =>
    k === phase ? { ...p, order: after(p.order!, `${top}.soma`, order, e) } : p,
  )
  const recorded = [`${input}.${EXACT}.x`, ...hidden.flatMap(name => [`${name}.${EXACT}.x`, `${name}.${EXACT}.d`])]
  const lanes = e.lanes ?? 1
  return {
    experiment: {
      ...e,
      populations: withCompartments(e.populations, changed),
      projections: [...e.projections, ...downward(links)],
      train: [{ ...stage, epochs: 1, images: lanes, phases }],
      measures: {},
      probes: recorded.map(column => ({ column, during: ['train'], samples: lanes })),
    },
    layers: links.slice(0, -1).map((p, l) => ({
      weights: p.name!,
      rates: `${[input, ...hidden][l]}.${EXACT}.x`,
      errors: `${hidden[l]}.${EXACT}.d`,
    })),
  }
}

/** Where the label is there and the answer is computed. */
const shows = ({ order, drive }: Phase, top: string): boolean =>
  (order?.includes(`${top}.soma`) ?? false) && drive?.[`${top}.soma.label`] === 'label'

/** The order with more behind an item; a population that is named whole has the compartments that it had. */
const after = (order: string[], item: string, more: string[], { populations }: Experiment): string[] =>
  order
    .flatMap(name => (name.includes('.') ? [name] : compartmentsOf(populations[name]).map(c => `${name}.${c}`)))
    .flatMap(name => (name === item ? [name, ...more] : [name]))

const compartmentsOf = ({ neuron }: Population): string[] => Object.keys(neuron.compartments)

const withCompartments = (populations: Table<Population>, more: Table<Compartment>): Table<Population> =>
  Object.fromEntries(
    Object.entries(populations).map(([name, pop]) => {
      if (!more[name]) return [name, pop]
      const compartments = { ...pop.neuron.compartments, [EXACT]: more[name] }
      return [name, { ...pop, neuron: { ...pop.neuron, name: `${pop.neuron.name}-${name}`, compartments } }]
    }),
  )

/** The transposes of all forward weights but the lowest. */
const downward = (links: Projection[]): Projection[] =>
  links.slice(1).map(({ name, from, to }) => ({
    name: `${EXACT}-${name}`,
    from: `${popOf(to)}.${EXACT}.d`,
    to: `${popOf(String(from))}.${EXACT}`,
    weights: { tie: name! },
  }))
