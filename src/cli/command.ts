/** What a command of the command line is: described at once, loaded when it is called. */
import type { Command } from 'commander'

export interface CliCommand {
  name: string
  /** Adds arguments, options, help and an action to `command`; must not load anything heavy itself. */
  describe(command: Command): void
}

/** Help with examples, in one form everywhere. */
export const examples = (lines: readonly string[]): string =>
  ['', 'Examples:', ...lines.map(l => `  ${l}`), ''].join('\n')
