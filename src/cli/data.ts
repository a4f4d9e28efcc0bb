import { Argument } from 'commander'
import type { CliCommand } from './command.ts'
import { examples } from './command.ts'
import { dataOption, jsonOption, quietOption } from './option.ts'

const help = examples([
  'apical data describe mnist           where it is, how many images, how they are spread',
  'apical data fetch fashion-mnist      download it into the cache',
  'apical data verify mnist --data ~/sets   are these the published files?',
])

export const data: CliCommand = {
  name: 'data',
  describe: command =>
    command
      .summary('fetch, verify and describe data sets')
      .description('Data sets by name: mnist, fashion-mnist, kmnist, and digits, which are made from a seed.')
      .addArgument(new Argument('<action>', 'what to do').choices(['describe', 'fetch', 'verify']))
      .argument('<name>', 'the data set')
      .addOption(dataOption())
      .addOption(jsonOption())
      .addOption(quietOption())
      .addHelpText('after', help)
      .action(async (action, name, options) => (await import('./data-action.ts')).dataCommand(action, name, options)),
}
