import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** MNIST beside the clone serves as APICAL_DATA where that is not set. */
const data = process.env.APICAL_DATA ?? (existsSync(here('../shared/data/mnist')) ? here('../shared/data') : undefined)

/** Folders of test/ that are run apart, by name: `npx vitest run --project viz`. The rest is `unit`. */
const apart = ['backend', 'mnist', 'viz', 'package', 'long']

const project = (name: string, include: string[], exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include, exclude: ['**/node_modules/**', ...exclude] },
})

const short = [
  project(
    'unit',
    ['test/**/*.test.ts'],
    apart.map(folder => `test/${folder}/**`),
  ),
  project('conformance', ['test/backend/**/*.test.ts']),
  project('mnist', ['test/mnist/**/*.test.ts']),
  project('viz', ['test/viz/**/*.test.ts']),
  project('package', ['test/package/**/*.test.ts']),
]

/** `vitest run` is short; `vitest run --mode long` (npm run test:long) takes hours. */
export default defineConfig(({ mode }) => ({
  // The pages of docs/ import the package by its name.
  resolve: {
    alias: [
      { find: /^apical$/, replacement: here('src/index.ts') },
      { find: /^apical\/node$/, replacement: here('src/node/index.ts') },
      { find: /^apical\/models\/(.*)$/, replacement: here('models/$1.ts') },
    ],
  },
  test: {
    projects: mode === 'long' ? [project('long', ['test/long/**/*.test.ts'])] : short,
    reporters: ['default', here('test/support/totals.ts')],
    env: data === undefined ? {} : { APICAL_DATA: data },
    setupFiles: here('test/support/typed-arrays.ts'),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // test/docs.test.ts writes modules there, in TypeScript.
    server: { deps: { inline: [/node_modules\/\.pages/] } },
    maxWorkers: Math.min(2, cpus().length),
  },
}))
