import type { CliCommand } from './command.ts'
import { examples } from './command.ts'
import { openOption, outOption, portOption } from './option.ts'

const help = examples([
  'apical view                             the runs in ./runs, at the address that is printed, until Ctrl-C',
  'apical view runs/mnist-plateau/s1-4f2a9c',
  'apical view --out /data/runs --port 8080',
])

export const view: CliCommand = {
  name: 'view',
  describe: command =>
    command
      .summary('look at runs in the browser: rasters, learning curves, weights')
      .description('Serves the viewer on 127.0.0.1 until Ctrl-C and prints its address.')
      .argument('[run]', 'a run folder, or one of replicas; default: all runs')
      .addOption(outOption())
      .addOption(portOption())
      .addOption(openOption())
      .addHelpText('after', help)
      .action(async (run, options) => (await import('./view-action.ts')).viewCommand(run, options)),
}
