import type { CliCommand } from './command.ts'
import { examples } from './command.ts'
import { backendOption, dataOption, jsonOption, quietOption, threadsOption, whole } from './option.ts'

const help = examples([
  'apical test runs/mnist-plateau/s1-4f2a9c                 all test images once',
  'apical test runs/mnist-plateau/s1-4f2a9c --repeats 5     with other spikes each time: mean and deviation',
  'apical test runs/mnist-plateau/s1-4f2a9c --test 1000 --json',
])

export const test: CliCommand = {
  name: 'test',
  describe: command =>
    command
      .summary('the accuracy of a run again')
      .description(
        'Tests the weights of a run. The first repeat draws the same spikes as the last test of the run, the others draw anew.',
      )
      .argument('<run>', 'a run folder, or one of replicas')
      .option('--repeats <n>', 'how often', whole(1), 1)
      .option('--test <n>', 'only the first n test images', whole(1))
      .addOption(dataOption())
      .addOption(backendOption())
      .addOption(threadsOption())
      .addOption(jsonOption())
      .addOption(quietOption())
      .addHelpText('after', help)
      .action(async (path, options, self) => {
        const { testCommand } = await import('./test-action.ts')
        const backend = self.getOptionValueSource('backend') === 'cli' ? options.backend : undefined
        await testCommand(path, { ...options, backend })
      }),
}
