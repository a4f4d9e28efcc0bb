import { createHash } from 'node:crypto'
import { defineConfig, type Plugin } from 'vite'

/** What `--mode` builds: the viewer or the playground, as files or with everything inside one page. */
const BUILDS = {
  production: { root: 'viz', out: 'dist/viz', oneFile: false }, // the viewer, for the server
  single: { root: 'viz', out: 'dist/single', oneFile: true },
  playground: { root: 'viz/playground', out: 'dist/playground', oneFile: false }, // for a static host
  'playground-single': { root: 'viz/playground', out: 'dist/playground-single', oneFile: true },
} as const

const here = (path: string) => new URL(path, import.meta.url).pathname

export default defineConfig(({ mode }) => {
  const { root, out, oneFile } = BUILDS[mode as keyof typeof BUILDS] ?? BUILDS.production
  return {
    root: here(root),
    base: './',
    // The policy of a page in one file forbids the code that gpu.js makes.
    resolve: { alias: oneFile ? { 'gpu.js': here('viz/playground/no-gpujs.ts') } : {} },
    plugins: [...(oneFile ? [inlineAll()] : []), ...(mode === 'playground' ? [withPolicy()] : [])],
    worker: { format: 'es', rollupOptions: { output: { inlineDynamicImports: oneFile } } },
    build: {
      outDir: here(out),
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: false,
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
    },
  }
})

/** A page on a static host, which sends no headers of ours: the policy stands in the page. */
function withPolicy(): Plugin {
  return {
    name: 'apical-policy',
    transformIndexHtml: {
      order: 'post',
      handler: page =>
        page.replace('<head>', `<head>\n    ${policyTag("'self'", "style-src 'self'", "worker-src 'self'")}`),
    },
  }
}

const policyTag = (script: string, ...more: string[]): string => {
  const policy = [
    "default-src 'none'",
    `script-src ${script} 'wasm-unsafe-eval'`,
    ...more,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<meta http-equiv="Content-Security-Policy" content="${policy}">`
}

/**
 * Puts the one script, the one style sheet and the worker, if there is one, into the page, so that it opens from file:, where modules cannot
 * be fetched. The policy in the page lets exactly this script run; the worker stands there as text, and is started from a blob.
 */
function inlineAll(): Plugin {
  return {
    name: 'apical-inline',
    enforce: 'post',
    generateBundle(_, bundle) {
      const files = Object.values(bundle)
      const script = files.find(f => f.type === 'chunk')
      const style = files.find(f => f.fileName.endsWith('.css'))
      const worker = files.find(f => f.type === 'asset' && f.fileName.endsWith('.js'))
      const page = bundle['index.html']
      if (script?.type !== 'chunk' || style?.type !== 'asset' || page?.type !== 'asset')
        throw new Error('one script, one style sheet, one page')
      const text = worker?.type === 'asset' ? String(worker.source) : undefined
      page.source = inlined(String(page.source), inScript(script.code), String(style.source), text && inScript(text))
      for (const file of [script, style, worker]) if (file) delete bundle[file.fileName]
    },
  }
}

/** Code that may stand between script tags. */
const inScript = (code: string): string => code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')

const inlined = (page: string, code: string, style: string, worker?: string): string => {
  const hash = createHash('sha256').update(code).digest('base64')
  const policy = policyTag(`'sha256-${hash}'`, "style-src 'unsafe-inline'", 'worker-src blob:')
  const bare = page.replace(/<script type="module"[^>]*><\/script>/, '').replace(/<link rel="stylesheet"[^>]*>/, '')
  const text = worker ? `<script type="text/plain" id="worker">${worker}</script>\n` : ''
  return bare
    .replace('</head>', () => `${policy}\n<style>${style}</style>\n</head>`)
    .replace('</body>', () => `${text}<script type="module">${code}</script>\n</body>`)
}
