import { InvalidArgumentError } from 'commander'
import type { CliCommand } from './command.ts'
import { examples } from './command.ts'
import { backendOption, collected, dataOption, jsonOption, quietOption, whole } from './option.ts'

const help = examples([
  'apical effect rdd-toy                       estimate, standard error and truth for each neuron',
  'apical effect rdd-correlation --json        one line of JSON for each estimator and neuron',
  'apical effect rdd-correlation --replicas 8   pools eight networks, over all cores',
  'apical effect my-experiment.ts --of hidden --margin 0.1 --margin 0.3',
  'apical effect rdd-correlation --set populations.lk.set.c=0.99',
])

/** A margin of the drive around threshold. */
const margin = (text: string, before: number[] = []): number[] => {
  const p = Number(text)
  if (text.trim() === '' || Number.isNaN(p)) throw new InvalidArgumentError(`Expected a number above 0, got '${text}'.`)
  return [...before, p]
}

export const effect: CliCommand = {
  name: 'effect',
  describe: command =>
    command
      .summary('what the spikes of each neuron cause')
      .description(
        'Runs an experiment and estimates what a spike of each neuron does to the reward, by regression discontinuity, beside the truth where it is known.',
      )
      .argument('<experiment>', 'a name (see: apical list), or a .ts, .js or .json file')
      .option('--of <population>', 'the population, if several have windows')
      .option(
        '--margin <p>',
        'margin of the drive around threshold; may be given again (default: 0.03, 0.1, 0.3)',
        margin,
      )
      .option('--runs', 'each run of a population of [runs, neurons] by itself, instead of all together')
      .option(
        '--replicas <n>',
        'so many networks with draws of their own, one after the other or over threads; their windows, or the sums of their feedback rules, are pooled',
        whole(1),
      )
      .option('--threads <n>', 'threads that run replicas (default: all cores); they change no digit', whole(1))
      .option('--seed <n>', 'seed of every draw', whole(0))
      .option('--epochs <n>', 'epochs in total', whole(1))
      .option('--set <path=value>', 'change the experiment; may be given again', collected)
      .addOption(dataOption())
      .addOption(backendOption())
      .addOption(jsonOption())
      .addOption(quietOption())
      .addHelpText('after', help)
      .action(async (text, options) => {
        const { effectCommand } = await import('./effect-action.ts')
        process.exitCode = await effectCommand(text, options)
      }),
}
