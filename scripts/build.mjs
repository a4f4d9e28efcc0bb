/** Bundles the library, its Node part, the command line, the test thread, models and experiments into dist/, in about a second. */
import { chmodSync, readdirSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import { build } from 'esbuild'

/** The .ts files of a folder as entry points below dist/. */
const entries = folder =>
  readdirSync(folder, { withFileTypes: true })
    .filter(file => file.isFile() && file.name.endsWith('.ts'))
    .map(file => [`${folder}/${basename(file.name, '.ts')}`, `${folder}/${file.name}`])

for (const name of readdirSync('.').includes('dist') ? readdirSync('dist') : [])
  if (name.endsWith('.js')) rmSync(`dist/${name}`)

await build({
  entryPoints: Object.fromEntries([
    ['index', 'src/index.ts'],
    ['node', 'src/node/index.ts'],
    ['worker', 'src/node/worker.ts'],
    ['cli', 'src/cli/main.ts'],
    ...['experiments', 'models/neurons', 'models/rules'].flatMap(entries),
  ]),
  outdir: 'dist',
  bundle: true,
  splitting: true, // one copy of every module, so that errors and models are the same everywhere
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  chunkNames: 'chunk-[hash]', // beside node.js: files are found from there
  external: ['node:*', 'commander', 'rxjs', 'tsx', 'webgpu'],
  logLevel: 'warning',
})
chmodSync('dist/cli.js', 0o755)
