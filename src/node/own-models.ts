/** The models, rules and experiments that come with this package, found by listing their folders. */
import { extname, join } from 'node:path'
import type { Neuron, Rule } from '../spec/types.ts'
import { importFile, ownExperiments, ownFolder } from './load-experiment.ts'
import { namesIn } from './store.ts'

export interface OwnModel {
  model: Neuron | Rule
  file: string // below models/: 'neurons/lif'
}

const isModel = (value: unknown): value is Neuron | Rule => {
  const { kind, name } = (value ?? {}) as { kind?: unknown; name?: unknown }
  return (kind === 'neuron' || kind === 'rule') && typeof name === 'string'
}

/** Every neuron and rule that a file of models/ exports, each name once. */
export const ownModels = async (): Promise<OwnModel[]> => {
  const folder = ownFolder('models')
  const found = new Map<string, OwnModel>()
  for (const kind of ['neurons', 'rules'])
    for (const file of namesIn(join(folder, kind)).filter(name => ['.ts', '.js'].includes(extname(name)))) {
      const exported = await importFile(join(folder, kind, file))
      for (const model of Object.values(exported))
        if (isModel(model) && !found.has(`${model.kind} ${model.name}`))
          found.set(`${model.kind} ${model.name}`, { model, file: `${kind}/${file.slice(0, -extname(file).length)}` })
    }
  return [...found.values()]
}

export { ownExperiments }
