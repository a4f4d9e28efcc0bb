import { InvalidArgumentError } from 'commander'
import type { CliCommand } from './command.ts'
import { examples } from './command.ts'
import { backendOption, collected, dataOption, jsonOption, outOption, quietOption, whole } from './option.ts'

const help = examples([
  'apical compare mnist --quick                     every rule, one seed, 20,000 images',
  'apical compare mnist                             all rules, seeds and networks; goes on where it stopped',
  'apical compare mnist --rules backprop,feedback-alignment --seeds 1,2,3 --epochs 5',
  'apical compare runs/mnist-plateau/s1-4f2a9c runs/mnist-plateau/s2-08d1e0   runs that are there',
  'apical compare runs/mnist-plateau/s1-09c4d1-x8   replicas: by what is varied',
])

const names = (text: string): string[] => text.split(',').map(t => t.trim())
const numbers = (text: string): number[] =>
  names(text).map(t => {
    const n = Number(t)
    if (t === '' || !Number.isSafeInteger(n) || n < 0)
      throw new InvalidArgumentError(`Expected whole numbers with commas between, got '${text}'.`)
    return n
  })

export const compare: CliCommand = {
  name: 'compare',
  describe: command =>
    command
      .summary('train several rules side by side')
      .description(
        'Runs every rule of a comparison with every seed, over all cores, and writes a table, a page and its data. A comparison that was stopped goes on.',
      )
      .argument('<comparison...>', 'a name or a .ts or .js file with a comparison, or run folders')
      .option('--rules <a,b>', 'only these rules', names)
      .option('--networks <a,b>', 'only these networks, such as 784-500-10', names)
      .option('--seeds <1,2>', 'these seeds', numbers)
      .option('--epochs <n>', 'epochs in total', whole(1))
      .option('--train <n>', 'only the first n training images', whole(1))
      .option('--test <n>', 'only the first n test images', whole(1))
      .option('--set <path=value>', 'change every experiment; may be given again', collected)
      .option('--quick', 'one seed, few images: a first look')
      .option('--jobs <n>', 'runs at a time (default: all cores)', whole(1))
      .addOption(dataOption())
      .addOption(backendOption())
      .addOption(outOption())
      .addOption(jsonOption())
      .addOption(quietOption())
      .addHelpText('after', help)
      .action(async (texts, options) => {
        const { compareCommand } = await import('./compare-action.ts')
        process.exitCode = await compareCommand(texts, options)
      }),
}
