import type { CliCommand } from './command.ts'
import { examples } from './command.ts'
import { jsonOption, outOption } from './option.ts'

const help = examples([
  'apical list                    experiments, neurons, rules, back ends, data sets',
  'apical list experiments',
  'apical list runs --out runs    runs and how far they are',
])

export const list: CliCommand = {
  name: 'list',
  describe: command =>
    command
      .summary('what there is: experiments, models, rules, runs')
      .description('Lists what comes with this package, or the runs in a folder.')
      .argument('[what]', 'experiments, neurons, rules, backends, data or runs; default: all but runs')
      .addOption(outOption())
      .addOption(jsonOption())
      .addHelpText('after', help)
      .action(async (what, options) => (await import('./list-action.ts')).listCommand(what, options)),
}
