import { createHash } from 'node:crypto'
import { defineConfig, type Plugin } from 'vite'

/** `vite build` makes dist/viz for the server; `vite build --mode single` makes dist/single/index.html with everything inside. */
export default defineConfig(({ mode }) => ({
  root: 'viz',
  base: './',
  plugins: mode === 'single' ? [inlineAll()] : [],
  build: {
    outDir: mode === 'single' ? '../dist/single' : '../dist/viz',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    reportCompressedSize: false,
  },
}))

/**
 * Puts the one script and the one style sheet into the page, so that it opens from file:, where modules cannot be fetched. The policy in the
 * page lets exactly this script run.
 */
function inlineAll(): Plugin {
  return {
    name: 'apical-inline',
    enforce: 'post',
    generateBundle(_, bundle) {
      const files = Object.values(bundle)
      const script = files.find(f => f.type === 'chunk')
      const style = files.find(f => f.fileName.endsWith('.css'))
      const page = bundle['index.html']
      if (script?.type !== 'chunk' || style?.type !== 'asset' || page?.type !== 'asset')
        throw new Error('one script, one style sheet, one page')
      const code = script.code.replaceAll('</script', '<\\/script')
      page.source = inlined(String(page.source), code, String(style.source))
      for (const file of [script, style]) delete bundle[file.fileName]
    },
  }
}

const inlined = (page: string, code: string, style: string): string => {
  const hash = createHash('sha256').update(code).digest('base64')
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' 'wasm-unsafe-eval'`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const bare = page.replace(/<script type="module"[^>]*><\/script>/, '').replace(/<link rel="stylesheet"[^>]*>/, '')
  const head = `<meta http-equiv="Content-Security-Policy" content="${policy}">\n<style>${style}</style>\n</head>`
  return bare.replace('</head>', () => head).replace('</body>', () => `<script type="module">${code}</script>\n</body>`)
}
