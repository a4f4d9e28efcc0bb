/** The code that is made of a model, rule or experiment: kernels in the order in which they run. */
import type { Names } from '../backend/names.ts'
import { namesOf } from '../backend/names.ts'
import { SpecError } from '../errors.ts'
import { loadExperiment, ownExperiments } from '../node/load-experiment.ts'
import { planExperiment } from '../plan/build.ts'
import type { Kernel, Plan } from '../plan/plan.ts'
import type { Experiment, Neuron, Rule } from '../spec/types.ts'

type Writer = (kernel: Kernel, names: Names) => string

/** How each back end writes a kernel: a new form is a line here. */
const writers: Record<string, () => Promise<Writer>> = {
  js: async () => {
    const { emitText } = await import('../backend/js.ts')
    return (kernel, names) => emitText(kernel, { names, precision: 32 })
  },
  wat: async () => (await import('../backend/wasm.ts')).toWat,
}

export const kernelsOf = async (found: Neuron | Rule | Experiment, form: string): Promise<string[]> => {
  const { plan, isAsked } = await planFor(found)
  if (form === 'wgsl' || form === 'wgsl-plain') return shaders(plan, form === 'wgsl' ? 'fused' : 'plain')
  const write = await writers[form]()
  const names = namesOf(plan)
  return [
    ...legend(plan),
    ...Object.entries(plan.programs).flatMap(([program, parts]) =>
      programText(program, parts, isAsked, k => write(k, names)),
    ),
  ]
}

/** WGSL has no kernels one by one: the fused form makes a shader of a whole phase, where the plan allows it. */
const shaders = async (plan: Plan, form: 'fused' | 'plain'): Promise<string[]> => {
  const { wgslText } = await import('../backend/webgpu.ts')
  const programs = Object.keys(plan.programs).filter(program => !program.includes('!'))
  return programs.flatMap(program => [`// ${program}`, wgslText(plan, program, { form }), ''])
}

const programText = (
  program: string,
  parts: Plan['programs'][string],
  isAsked: (k: Kernel) => boolean,
  write: (k: Kernel) => string,
): string[] =>
  (['begin', 'tick', 'end'] as const).flatMap(part =>
    program.includes('!')
      ? []
      : parts[part]
          .filter(isAsked)
          .flatMap(kernel => [`// ${program}, ${part}: ${titleOf(kernel)}`, write(kernel), '']),
  )

const titleOf = (kernel: Kernel): string =>
  [
    kernel.verb,
    'name' in kernel ? kernel.name : undefined,
    'projection' in kernel ? kernel.projection : undefined,
    'column' in kernel ? kernel.column : undefined,
    'into' in kernel ? kernel.into : undefined,
  ]
    .filter(Boolean)
    .join(' ')

/** The numbers that stand for columns and event lists in the code. */
const legend = (plan: Plan): string[] => [
  ...plan.columns.map(
    (c, i) =>
      `// c${i}: ${c.name}, ${c.size} ${c.type}${c.slots > 1 ? ` in a ring of ${c.slots}` : ''}, ${c.role}${c.unit === '1' ? '' : `, in ${c.unit}`}`,
  ),
  ...plan.lists.map((l, i) => `// e${i}: events ${l.name}${l.slots > 1 ? ` of ${l.slots} ticks` : ''}`),
  '',
]

const planFor = async (
  found: Neuron | Rule | Experiment,
): Promise<{ plan: Plan; isAsked(kernel: Kernel): boolean }> => {
  if (found.kind === 'neuron') return { plan: planExperiment(alone(found)).plan, isAsked: () => true }
  if (found.kind === 'experiment') return { plan: planExperiment(found).plan, isAsked: () => true }
  const { experiment, projection } = await userOf(found)
  return {
    plan: planExperiment(experiment).plan,
    isAsked: k => 'projection' in k && k.verb === 'learn' && k.projection === projection,
  }
}

/** Four units of a neuron by themselves, through the phases that its handlers name. */
const alone = (neuron: Neuron): Experiment => {
  const named = Object.keys(neuron.on ?? {}).flatMap(event => /^(\w+)\.(?:begin|end)$/.exec(event)?.[1] ?? [])
  const phases = [...new Set(named.filter(n => n !== 'presentation'))]
  return {
    kind: 'experiment',
    name: neuron.name,
    about: neuron.about,
    seed: 1,
    dt: '1 ms',
    populations: { unit: { neuron, size: 4 } },
    projections: [],
    train: [
      {
        presentations: 1,
        learn: true,
        phases: (phases.length > 0 ? phases : ['run']).map(name => ({ name, lasts: '10 ticks' })),
      },
    ],
  }
}

/** A rule needs two units: those of the first experiment of the package that uses it. */
const userOf = async (rule: Rule): Promise<{ experiment: Experiment; projection: string }> => {
  for (const name of ownExperiments()) {
    const { experiment } = await loadExperiment(name)
    const at = experiment.projections.findIndex(p => p.rule?.name === rule.name)
    if (at >= 0) return { experiment, projection: planExperiment(experiment).network.projs[at].name }
  }
  throw new SpecError(
    'name',
    'a rule that an experiment of the package uses (its code depends on the units)',
    `'${rule.name}'`,
  )
}
