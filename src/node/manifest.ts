/** What run.json says of the network: for viewers and other programs, which know no plan. */

import { type Locality, localityOf } from '../plan/locality.ts'
import type { Pop, Proj } from '../plan/network.ts'
import type { Planned } from '../plan/protocol.ts'
import { pairs } from '../spec/model.ts'
import type { Experiment } from '../spec/types.ts'
import { unitOf } from './recorder.ts'

export const describeNetwork = (planned: Planned) => {
  const { rules } = localityOf(planned)
  const { dt, pops, projs } = planned.network
  return {
    dt,
    populations: pops.map(population),
    projections: projs.map(p => projection(p, unitOf(planned, `${p.tie?.other ?? p.name}.w`), rules[p.name])),
    columns: Object.fromEntries(planned.probes.map(p => [p.column, columnFacts(planned, p)])),
  }
}

const population = ({ name, size, shape, model, params, spec }: Pop) => ({
  name,
  neuron: spec.neuron.name,
  size,
  ...(shape ? { shape } : {}),
  params: Object.fromEntries(
    [...params].map(([key, p]) => [key, spec.set?.[key] ?? spec.neuron.params[key]?.[0] ?? p.value]),
  ),
  compartments: model.compartments,
  equations: equations(spec.neuron),
})

/** The equations of a neuron as lines, by compartment, then its events and handlers. */
const equations = (neuron: Experiment['populations'][string]['neuron']): Record<string, string[]> => ({
  ...Object.fromEntries(
    Object.entries(neuron.compartments).map(([c, { step }]) => [
      c,
      pairs(step).map(([name, text]) => `${name} = ${text}`),
    ]),
  ),
  events: Object.entries(neuron.events ?? {}).map(([name, text]) => `${name}: ${text}`),
  on: Object.entries(neuron.on ?? {}).flatMap(([event, on]) =>
    pairs(on).map(([name, text]) => `${event}: ${name} = ${text}`),
  ),
})

const projection = ({ name, from, to, rule }: Proj, weights: string, locality: Locality | undefined) => ({
  name,
  from: [from.pop.name, from.event === 'spike' ? undefined : (from.event ?? from.column)].filter(Boolean).join('.'),
  to: `${to.pop.name}.${to.compartment}`,
  pres: from.pop.size,
  posts: to.pop.size,
  ...(weights !== '1' ? { unit: weights } : {}),
  ...(rule ? { rule: rule.name } : {}),
  ...(locality ? { locality: locality.class } : {}),
})

const columnFacts = (planned: Planned, p: Planned['probes'][number]) => ({
  kind: p.kind,
  population: p.population,
  units: p.only?.length ?? p.units,
  ...(p.kind === 'spikes' ? {} : { unit: unitOf(planned, p.column), every: p.every }),
  ...(p.values ? { values: p.values.map(v => v.column) } : {}),
})
