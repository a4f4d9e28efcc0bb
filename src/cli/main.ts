#!/usr/bin/env node
/** The command line: a list of commands, each loaded when it is called. */
import { Command, CommanderError } from 'commander'
import { version } from '../node/version.ts'
import { bench } from './bench.ts'
import type { CliCommand } from './command.ts'
import { compare } from './compare.ts'
import { data } from './data.ts'
import { effect } from './effect.ts'
import { report } from './fail.ts'
import { identify } from './identify.ts'
import { list } from './list.ts'
import { run } from './run.ts'
import { show } from './show.ts'
import { test } from './test.ts'
import { view } from './view.ts'

const commands: readonly CliCommand[] = [run, test, list, show, view, effect, compare, identify, data, bench]

const program = new Command('apical')
  .description('Event-driven simulator for spiking networks with dendrites and local learning rules')
  .version(version)
  .exitOverride()

for (const { name, describe } of commands) describe(program.command(name).exitOverride())

// Who reads us may stop early: `apical list | head`. Then there is nobody to write to, which is no failure.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

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
