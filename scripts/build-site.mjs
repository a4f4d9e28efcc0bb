/**
 * Builds the static site into dist/site: the playground (index.html and its files), the playground in one file (playground.html) and the
 * viewer in one file (viewer.html), both of which also open from file:. All paths are relative: it works from any folder of any host.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const here = path => fileURLToPath(new URL(`../${path}`, import.meta.url))
const out = process.argv[2] ?? here('dist/site')

const run = (mode, outDir) =>
  build({ configFile: here('vite.config.ts'), mode, logLevel: 'warn', build: { outDir, emptyOutDir: true } })

await run('playground', out)
for (const [mode, name] of [
  ['playground-single', 'playground.html'],
  ['single', 'viewer.html'],
]) {
  const aside = mkdtempSync(join(tmpdir(), 'apical-site-'))
  await run(mode, aside)
  copyFileSync(join(aside, 'index.html'), join(out, name))
  rmSync(aside, { recursive: true })
}

/** The playground of the site has the viewer beside it; a copy of playground.html may have nothing. */
const index = join(out, 'index.html')
const beside = '<meta name="apical-viewer" content="viewer.html">'
writeFileSync(index, readFileSync(index, 'utf8').replace('</head>', `  ${beside}\n  </head>`))
console.log(`${out}: index.html, playground.html, viewer.html`)
