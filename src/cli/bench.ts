import type { CliCommand } from './command.ts'
import { examples } from './command.ts'

const help = examples(['apical bench              every benchmark', 'apical bench carry tick   these two'])

export const bench: CliCommand = {
  name: 'bench',
  describe: command =>
    command
      .summary('measure how fast it is')
      .description(
        'Runs benchmarks, in a clone of the repository: each prints figures, and ratios measured in the same run.',
      )
      .argument('[names...]', 'which ones; default: all')
      .addHelpText('after', help)
      .action(async names => {
        process.exitCode = await (await import('./bench-action.ts')).benchCommand(names)
      }),
}
