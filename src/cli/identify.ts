import type { CliCommand } from './command.ts'
import { examples } from './command.ts'
import { backendOption, dataOption, jsonOption, outOption, quietOption, whole } from './option.ts'

const help = examples([
  'apical identify                     four rate rules and the dendritic network on MNIST; goes on where it stopped',
  'apical identify mnist --images 4000 --checkpoints 5    a first look',
  'apical identify my-rules.ts --json  one line of JSON for each set of features',
])

export const identify: CliCommand = {
  name: 'identify',
  describe: command =>
    command
      .summary('tell learning rules apart by what can be seen')
      .description(
        'Trains networks by several rules and hyperparameters, notes statistics of weights and activity along the way, and asks classifiers which rule was at work.',
      )
      .argument('[identification]', 'a name or a .ts or .js file with an identification', 'mnist')
      .option('--images <n>', 'training presentations of a run', whole(1))
      .option('--checkpoints <n>', 'how often a run is looked at', whole(2))
      .addOption(dataOption())
      .addOption(backendOption())
      .addOption(outOption())
      .addOption(jsonOption())
      .addOption(quietOption())
      .addHelpText('after', help)
      .action(async (text, options) => {
        const { identifyCommand } = await import('./identify-action.ts')
        process.exitCode = await identifyCommand(text, options)
      }),
}
