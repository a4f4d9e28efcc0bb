import type { CliCommand } from './command.ts'
import { examples } from './command.ts'
import {
  backendOption,
  collected,
  dataOption,
  jsonOption,
  openOption,
  outOption,
  portOption,
  quietOption,
  threadsOption,
  whole,
} from './option.ts'

const help = examples([
  'apical run mnist-plateau                          the published network, 60 epochs of MNIST',
  'apical run mnist-plateau --epochs 1 --train 5000 --test 1000',
  'apical run mnist-plateau --set projections.w1.set.eta=0.1 --seed 2',
  'apical run mnist-plateau --replicas 8 --vary projections.w1.set.eta=0.05..0.4   eight networks side by side',
  'apical run mnist-plateau --vary populations.hidden.size=100,200,500 --epochs 3',
  'apical run mnist-plateau --view                   watch it train, at the address that is printed',
  'apical run my-experiment.ts --out runs --json     one line of JSON an epoch',
  'apical run runs/mnist-plateau/s1-4f2a9c           go on where it stopped',
  'apical run runs/mnist-plateau/s1-4f2a9c --epochs 100   prolong it',
  'apical run runs/mnist-plateau/s1-09c4d1-x8   go on with all replicas',
])

export const run: CliCommand = {
  name: 'run',
  describe: command =>
    command
      .summary('train a network, or go on with a run')
      .description('Trains a network and writes a run folder; given a run folder, goes on with it, bit for bit.')
      .argument('<experiment>', 'a name (see: apical list), a .ts, .js or .json file, or a run folder')
      .option('--epochs <n>', 'epochs in total', whole(1))
      .option('--seed <n>', 'seed of every draw', whole(0))
      .option('--train <n>', 'only the first n training images', whole(1))
      .option('--test <n>', 'only the first n test images', whole(1))
      .option('--validation <n>', 'test on the last n training images instead of the test set', whole(1))
      .option('--set <path=value>', 'change the experiment; may be given again', collected)
      .option('--replicas <n>', 'independent networks, over --threads, with draws and folders of their own', whole(1))
      .option(
        '--vary <path=values>',
        'what differs between replicas: first..last, first..last log, or a,b,c',
        collected,
      )
      .option('--replica <k>', 'one network with the draws of replica k', whole(0))
      .addOption(dataOption())
      .addOption(backendOption())
      .addOption(threadsOption())
      .addOption(outOption())
      .option('--view', 'serve the viewer on 127.0.0.1 while it trains, and as long as its page is open')
      .addOption(portOption())
      .addOption(openOption())
      .option('--yes', 'agree to more than 1 GB of recordings')
      .addOption(jsonOption())
      .addOption(quietOption())
      .addHelpText('after', help)
      .action(async (text, options, self) => {
        const { runCommand } = await import('./run-action.ts')
        process.exitCode = await runCommand(text, {
          ...options,
          isGiven: name => self.getOptionValueSource(name) === 'cli',
        })
      }),
}
