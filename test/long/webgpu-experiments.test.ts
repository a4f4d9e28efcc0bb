/** Every experiment on webgpu and on js: 100 ticks of each of its programs, equal to the bit. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { jsBackend } from '../../src/backend/js.ts'
import { webgpuBackend } from '../../src/backend/webgpu.ts'
import type { Experiment } from '../../src/spec/types.ts'
import { anyExperiment } from '../backend/any-experiment.ts'
import { sameBits } from '../backend/compare.ts'
import { describeGpu } from '../backend/webgpu-here.ts'

const folder = new URL('../../experiments/', import.meta.url)
const files = readdirSync(folder).filter(name => name.endsWith('.ts'))

describeGpu('experiments on webgpu', open => {
  for (const file of files)
    test(file, { timeout: 1_200_000 }, async () => {
      const { default: experiment } = (await import(new URL(file, folder).href)) as { default: Experiment }
      const expected = await anyExperiment(jsBackend(), experiment, 100)
      const got = await anyExperiment(webgpuBackend({ gpu: open() }), experiment, 100)
      for (const [name, values] of Object.entries(expected.saved)) sameBits(values, got.saved[name], name)
      expect(got.logged).toEqual(expected.logged)
    })
})
