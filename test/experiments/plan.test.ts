/** Every experiment that comes with the package is well formed and can be planned. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { planExperiment } from '../../src/plan/build.ts'
import type { Experiment } from '../../src/spec/types.ts'

const folder = new URL('../../experiments/', import.meta.url)
const files = readdirSync(folder).filter(file => file.endsWith('.ts'))

test.each(files)('%s', async file => {
  const { default: experiment } = (await import(new URL(file, folder).href)) as { default: Experiment }
  expect(experiment.name).toBe(file.replace(/\.ts$/, ''))
  const planned = planExperiment(experiment)
  expect(planned.stages.length).toBeGreaterThan(0)
  expect(Object.keys(planned.plan.programs).length).toBeGreaterThan(0)
})
