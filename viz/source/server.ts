import type { Change, FileEntry, Files, Shown } from './files.ts'
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
  let isOpen = false
  events.addEventListener('open', () => {
    if (isOpen) changed({ files: true, run: true, scores: true }) // what was told meanwhile was not heard
    isOpen = true
  })
  events.addEventListener('change', e => changed(JSON.parse((e as MessageEvent<string>).data)))
  events.addEventListener('shown', e => changed({ shown: JSON.parse((e as MessageEvent<string>).data).map(shownOf) }))
  return () => events.close()
}

const watchList = (base: string, changed: () => void) => {
  const events = new EventSource(`${base}/api/events`)
  events.addEventListener('runs', changed)
  return () => events.close()
}

interface Sent extends Omit<Shown, 'image' | 'spikes'> {
  image?: string
  spikes: Record<string, { bits: number; tick: string; unit: string }>
}

const shownOf = ({ image, spikes, ...facts }: Sent): Shown => ({
  ...facts,
  ...(image ? { image: bytes(image) } : {}),
  spikes: Object.fromEntries(
    Object.entries(spikes).map(([name, { bits, tick, unit }]) => [
      name,
      { tick: words(tick, bits).map(t => t + facts.start), unit: words(unit, bits) },
    ]),
  ),
})

const bytes = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), c => c.charCodeAt(0))

/** Little-endian words of 16 or 32 bits. */
const words = (base64: string, bits: number): Uint32Array => {
  const { buffer } = bytes(base64)
  return bits === 16 ? Uint32Array.from(new Uint16Array(buffer)) : new Uint32Array(buffer)
}
