#!/usr/bin/env node
/** The command line: a list of commands, each loaded when it is called. */
import { Command, CommanderError } from 'commander'
import { version } from '../node/version.ts'
import type { CliCommand } from './command.ts'
import { report } from './fail.ts'
import { run } from './run.ts'

const commands: readonly CliCommand[] = [run]

const program = new Command('apical')
  .description('Event-driven simulator for spiking networks with dendrites and local learning rules')
  .version(version)
  .exitOverride()

for (const { name, describe } of commands) describe(program.command(name).exitOverride())

const main = async (): Promise<void> => {
  try {
    await program.parseAsync()
  } catch (error) {
    // Commander has written its message already.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
    else process.exitCode = report(error)
  }
}

await main()
