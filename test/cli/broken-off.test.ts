/** A run whose process was killed does not say that it runs. */
import { expect, test } from 'vitest'
import { bench, ended, tiny } from './apical.ts'

const cli = bench('broken-off')

test('list runs tells a run that goes on from one whose process is gone', async () => {
  const file = cli.write('tiny.json', JSON.stringify(tiny()))
  const child = cli.start('run', file, '--epochs', '2000', '--json', '--threads', '1')
  const end = ended(child)
  await new Promise(said => child.stdout!.once('data', said))
  const listed = async () => (await cli.run('list', 'runs')).stdout
  expect(await listed()).toMatch(/running, \d+ epochs/)
  child.kill('SIGKILL')
  await end
  expect(await listed()).toMatch(/broken off, \d+ epochs/)
})
