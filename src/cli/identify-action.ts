/** `apical identify`. */
import { join } from 'node:path'
import { landing, type Trajectory, tellApart, type Verdict } from '../measure/identify/tell-apart.ts'
import '../node/backends.ts'
import { loadDataset } from '../node/sources.ts'
import { writeAtomic } from '../node/store.ts'
import { openBackend } from '../sim/backends.ts'
import { checkIdentification, type Identification } from '../spec/identification.ts'
import { gather } from './identify/gather.ts'
import { loadIdentification } from './identify/load.ts'
import { landingTable, verdictTable } from './identify/table.ts'
import { type Say, speaker } from './say.ts'
import { stopper } from './stopper.ts'

export interface IdentifyOptions {
  images?: number
  checkpoints?: number
  data?: string
  backend: string
  out: string
  json?: boolean
  quiet?: boolean
}

/** The exit code. */
export const identifyCommand = async (text: string, options: IdentifyOptions): Promise<number> => {
  const say = speaker(options)
  const i = await asked(text, options)
  const backend = await openBackend(options.backend)
  const data = await dataOf(i, options.data)
  say.source(data.note, data.missing !== undefined)
  const folder = join(options.out, 'identify', i.name)
  const stop = stopper(say.note, 'ending; runs that are complete are kept')
  try {
    const { digest } = data
    const rows = await gather(i, { folder, data, digest, backend, stop: stop.isAsked, progress: say.progress })
    if (rows) tell(judged(i, rows, data.note), folder, options, say)
    else say.note('stopped; the same command goes on')
    return stop.exitCode()
  } finally {
    stop.close()
  }
}

const asked = async (text: string, { images, checkpoints }: IdentifyOptions): Promise<Identification> =>
  checkIdentification({
    ...(await loadIdentification(text)),
    ...(images === undefined ? {} : { images }),
    ...(checkpoints === undefined ? {} : { checkpoints }),
  })

const dataOf = (i: Identification, folder: string | undefined) =>
  loadDataset(i.rules[0].runs[0].dataset?.name ?? 'mnist', {
    ...(folder === undefined ? {} : { data: folder }),
    train: i.train,
    test: i.probes,
  })

interface Judged {
  name: string
  data: string
  rules: string[] // those that the classifier knows
  rows: number // layers of their runs
  verdicts: Verdict[]
  landed: Record<string, number[]>
}

const judged = ({ name, rules: all }: Identification, rows: readonly Trajectory[], data: string): Judged => {
  const rules = all.filter(r => r.known).map(r => r.rule)
  const known = rows.filter(r => rules.includes(r.rule))
  const others = rows.filter(r => !rules.includes(r.rule))
  const verdicts = tellApart(known, rules)
  return { name, data, rules, rows: known.length, verdicts, landed: landing(known, rules, others) }
}

const tell = (j: Judged, folder: string, { json }: IdentifyOptions, say: Say): void => {
  writeAtomic(join(folder, 'verdicts.json'), `${JSON.stringify(j, null, 1)}\n`)
  const { rules, verdicts, landed } = j
  const lines = json
    ? [
        ...verdicts.map(v => JSON.stringify({ event: 'verdict', rules, ...v })),
        ...Object.entries(landed).map(([rule, taken]) => JSON.stringify({ event: 'landing', rule, rules, taken })),
      ]
    : [...verdictTable(verdicts, rules, j.rows), ...landingTable(landed, rules)]
  for (const line of lines) say.data(line)
  say.note(`data of the runs and verdicts: ${folder}`)
}
