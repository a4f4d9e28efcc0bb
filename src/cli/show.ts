import { Option } from 'commander'
import type { CliCommand } from './command.ts'
import { examples } from './command.ts'

const help = examples([
  'apical show pyramidal                  parameters and equations of a neuron',
  'apical show plateau                    a rule: what it reads and when it learns',
  'apical show mnist-plateau              an experiment: populations, projections, phases',
  'apical show plateau --as wat           its kernels as WebAssembly',
  'apical show mnist-plateau --as wgsl    its shaders, a phase each; wgsl-plain: a kernel each',
  'apical show mnist-plateau --as json    the experiment as data, models inside',
])

export const show: CliCommand = {
  name: 'show',
  describe: command =>
    command
      .summary('a model, rule or experiment as equations or code')
      .description('Shows a neuron, a rule or an experiment: its equations, or the code that is made of them.')
      .argument('<name>', 'a neuron, rule or experiment (see: apical list), a file, or a run folder')
      .addOption(
        new Option('--as <form>', 'in which form')
          .choices(['equations', 'js', 'wat', 'wgsl', 'wgsl-plain', 'json'])
          .default('equations'),
      )
      .addHelpText('after', help)
      .action(async (name, options) => (await import('./show-action.ts')).showCommand(name, options.as)),
}
