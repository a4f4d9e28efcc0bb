/**
 * Bundles the library, its Node part, the command line, the test thread, models and experiments into dist/ (or the folder that is named), in
 * about a second.
 */
import { chmodSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

const out = process.argv[2] ?? 'dist'

/** The .ts files of a folder as entry points below dist/. */
const entries = folder =>
  readdirSync(folder, { withFileTypes: true })
    .filter(file => file.isFile() && file.name.endsWith('.ts'))
    .map(file => [`${folder}/${basename(file.name, '.ts')}`, `${folder}/${file.name}`])

const { metafile } = await build({
  entryPoints: Object.fromEntries([
    ['index', 'src/index.ts'],
    ['node', 'src/node/index.ts'],
    ['worker', 'src/node/worker.ts'],
    ['browser', 'src/browser/index.ts'],
    ['browser-worker', 'src/browser/worker.ts'],
    ['cli', 'src/cli/main.ts'],
    ...['experiments', 'experiments/compare', 'experiments/identify', 'models/neurons', 'models/rules'].flatMap(
      entries,
    ),
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
  metafile: true,
})

// A run that has begun loads chunks of its own build when it first needs them, hours later perhaps, and npx builds a clone at its first call.
// So chunks of older builds stay for a week. The viewer's page beside them is built by Vite.
const week = 7 * 24 * 3600 * 1000
const isOld = path => !(path in metafile.outputs) && Date.now() - statSync(path).mtimeMs > week
for (const name of readdirSync(out)) if (name.endsWith('.js') && isOld(join(out, name))) rmSync(join(out, name))
chmodSync(join(out, 'cli.js'), 0o755)
