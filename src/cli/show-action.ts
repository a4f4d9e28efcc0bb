/** `apical show`. */
import { existsSync } from 'node:fs'
import { oneOf, SpecError } from '../errors.ts'
import { loadExperiment, ownExperiments } from '../node/load-experiment.ts'
import { ownModels } from '../node/own-models.ts'
import type { Experiment, Neuron, Rule } from '../spec/types.ts'
import { experimentText } from './experiment-text.ts'
import { kernelsOf } from './kernel-text.ts'
import { neuronText, ruleText } from './model-text.ts'

export type Form = 'equations' | 'js' | 'wat' | 'wgsl' | 'wgsl-plain' | 'json'

export const showCommand = async (name: string, form: Form): Promise<void> => {
  const found = await find(name)
  const lines =
    form === 'json'
      ? [JSON.stringify(found, null, 2)]
      : form === 'equations'
        ? equations(found)
        : await kernelsOf(found, form)
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** A model or rule by its name, else an experiment. */
const find = async (name: string): Promise<Neuron | Rule | Experiment> => {
  const isFile = existsSync(name)
  const models = isFile ? [] : (await ownModels()).map(m => m.model)
  const model = models.find(m => m.name === name)
  if (model) return model
  if (!isFile && !/[\\/.]/.test(name) && !ownExperiments().includes(name))
    throw new SpecError('name', oneOf(name, [...models.map(m => m.name), ...ownExperiments()]), `'${name}'`)
  return (await loadExperiment(name)).experiment
}

const equations = (found: Neuron | Rule | Experiment): string[] =>
  found.kind === 'neuron' ? neuronText(found) : found.kind === 'rule' ? ruleText(found) : experimentText(found)
