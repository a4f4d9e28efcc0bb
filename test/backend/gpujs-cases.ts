/** Cases of the conformance suite for a browser: every kind of kernel, few of each, since a shader takes long to compile in software. */
import * as synapses from './cases-synapses.ts'
import * as units from './cases-units.ts'
import { functionCases, poissonCases, primitiveCases } from './cases-values.ts'
import type { Case } from './compare.ts'

const LANES = 3
const [, , SMALL, WIDE] = synapses.shapes

export const browserCases = (): Case[] => [
  ...primitiveCases({ nan: false, subnormals: false }),
  ...functionCases(),
  ...poissonCases().slice(-1),
  units.stepCase(LANES, 17),
  units.activeCase(LANES, 17),
  units.ringsCase(LANES, 17),
  units.programCase(LANES),
  ...synapses.carryCases(LANES, SMALL),
  ...synapses.carryCases(1, WIDE),
  ...synapses.gradedCases(LANES, SMALL),
  ...synapses.gradedCases(1, WIDE),
  ...synapses.learnCases(LANES, SMALL),
  ...synapses.learnCases(1, WIDE).slice(0, 2),
  ...synapses.foldSynapsesCases(LANES, SMALL),
  ...synapses.foldCases(1).slice(-2),
  ...synapses.foldLanesCases(LANES).slice(-1),
]
