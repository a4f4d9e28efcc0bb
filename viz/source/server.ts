import type { Change, FileEntry, Files } from './files.ts'
import type { RunEntry, Source } from './source.ts'

/** The runs that `apical view` serves. Rejects when there is no such server behind the page. */
export const serverSource = async (base = '.'): Promise<Source> => {
  const list = async () => entries(await json(`${base}/api/runs`))
  await list()
  return { name: 'server', runs: list, files: id => serverFiles(base, id), watch: changed => watchList(base, changed) }
}

const json = async (url: string): Promise<unknown> => {
  const answer = await fetch(url)
  if (!answer.ok || !answer.headers.get('content-type')?.includes('json')) throw new Error(`${url}: ${answer.status}`)
  return answer.json()
}

const entries = (value: unknown): RunEntry[] =>
  (Array.isArray(value) ? value : []).map(r => ({
    id: String(r?.id ?? ''),
    name: String(r?.name ?? ''),
    seed: Number(r?.seed ?? 0),
    state: String(r?.state ?? ''),
    updated: String(r?.updated ?? ''),
    epochs: Number(r?.epochs ?? 0),
    testError: typeof r?.testError === 'number' ? r.testError : undefined,
  }))

const escapePath = (path: string) => path.split('/').map(encodeURIComponent).join('/')

const serverFiles = (base: string, id: string): Files => ({
  origin: 'server',
  list: async () => (await json(`${base}/api/files/${escapePath(id)}`)) as FileEntry[],
  read: async (path, from, to) => {
    if (from !== undefined && to !== undefined && to <= from) return new ArrayBuffer(0)
    const headers: HeadersInit = from === undefined ? {} : { range: `bytes=${from}-${to === undefined ? '' : to - 1}` }
    const answer = await fetch(`${base}/runs/${escapePath(id)}/${escapePath(path)}`, { headers })
    if (!answer.ok)
      throw new Error(`${path}: ${answer.status === 404 ? 'no such file' : `server says ${answer.status}`}`)
    return answer.arrayBuffer()
  },
  watch: changed => watchRun(base, id, changed),
})

const watchRun = (base: string, id: string, changed: (change: Change) => void) => {
  const events = new EventSource(`${base}/api/events?run=${encodeURIComponent(id)}`)
  events.addEventListener('change', e => changed(JSON.parse((e as MessageEvent<string>).data)))
  events.addEventListener('spikes', e => {
    const { column, tick, unit } = JSON.parse((e as MessageEvent<string>).data)
    changed({ spikes: { column, tick: words(tick), unit: words(unit) } })
  })
  return () => events.close()
}

const watchList = (base: string, changed: () => void) => {
  const events = new EventSource(`${base}/api/events`)
  events.addEventListener('runs', changed)
  return () => events.close()
}

/** Little-endian 32-bit words from base64. */
const words = (base64: string): Uint32Array =>
  new Uint32Array(Uint8Array.from(atob(base64), c => c.charCodeAt(0)).buffer)
