/**
 * Bundles the library, its Node part, the command line, the test thread, models and experiments into dist/ (or the folder that is named), in
 * about a second.
 */
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

const out = process.argv[2] ?? 'dist'

/** The .ts files of a folder as entry points below dist/. */
const entries = folder =>
  readdirSync(folder, { withFileTypes: true })
    .filter(file => file.isFile() && file.name.endsWith('.ts'))
    .map(file => [`${folder}/${basename(file.name, '.ts')}`, `${folder}/${file.name}`])

// Chunks of the last build would stay for ever. The viewer's page beside them is built by Vite.
for (const name of existsSync(out) ? readdirSync(out) : []) if (name.endsWith('.js')) rmSync(join(out, name))

await build({
  entryPoints: Object.fromEntries([
    ['index', 'src/index.ts'],
    ['node', 'src/node/index.ts'],
    ['worker', 'src/node/worker.ts'],
    ['cli', 'src/cli/main.ts'],
    ...['experiments', 'experiments/compare', 'models/neurons', 'models/rules'].flatMap(entries),
  ]),
  outdir: out,
  bundle: true,
  splitting: true, // one copy of every module, so that errors and models are the same everywhere
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  chunkNames: 'chunk-[hash]', // beside node.js: files are found from there
  mainFields: ['module', 'main'],
  // gpu.js is bundled: it would bring a native package and an old webgpu of its own to those who install.
  external: ['node:*', 'commander', 'rxjs', 'tsx', 'webgpu', 'gl', 'os', 'worker_threads'],
  logLevel: 'warning',
})
chmodSync(join(out, 'cli.js'), 0o755)
